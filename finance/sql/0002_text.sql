-- Text as it is searched: without case, and without the accents of Latin letters. Letters are
-- mapped in both cases, as lower() knows only those of the database's own locale.
CREATE FUNCTION app.fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog, pg_temp
RETURN lower(translate(words,
        'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåçèéêëìíîïðñòóôõöøùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕ' ||
        'ĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮů' ||
        'ŰűŲųŴŵŶŷŸŹźŻżŽžſ',
        'aaaaaaceeeeiiiidnoooooouuuuysaaaaaaceeeeiiiidnoooooouuuuyyaaaaaaccccccccddddeeee' ||
        'eeeeeegggggggghhhhiiiiiiiiiijjkkllllllllnnnnnnoooooorrrrrrssssssssttttttuuuuuuuu' ||
        'uuuuwwyyyzzzzzzs'));
COMMENT ON FUNCTION app.fold(text) IS 'A text without case and accents, for searching.';
