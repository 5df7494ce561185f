-- Who said at a window what staff wrote down: name and telephone lie beside the journal, which has
-- only their salted hash in the event of that version.
create table speakers (
  district text not null,
  no text not null,
  version bigint not null,
  name text not null,
  phone text not null,
  salt text not null,
  primary key (district, no, version)
);
