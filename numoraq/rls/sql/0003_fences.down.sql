-- Nothing to undo: the functions go with the migrations that made them.
SELECT 1;
