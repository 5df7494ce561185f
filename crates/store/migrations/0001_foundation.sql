-- Which migrations this database has been through, in order. The hash is that of the text that was
-- run, so that a released migration cannot be changed unseen.
create table schema_migration (
    number bigint not null primary key,
    name text not null,
    hash text not null
);
