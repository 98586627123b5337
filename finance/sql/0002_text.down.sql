DROP FUNCTION app.fold(text);
