-- The other matters of an enterprise, newest first, stand beside every matter. Without the day in
-- this index SQLite walks the whole district by day and looks at each row's code.
drop index matters_code;
create index matters_code on matters (district, enterprise_code, opened_day, no);
