-- What applicants filled in and signed, and the letters made from it: personal, so it lies beside the
-- journal like contacts, and only a salted hash of each is an event's.
create table forms (
  district text not null,
  no text not null,
  body text not null,
  salt text not null,
  primary key (district, no)
);
create table letters (
  district text not null,
  no text not null,
  body text not null,
  salt text not null,
  primary key (district, no)
);
-- The open promises that come due, and whether an enterprise has broken one, are asked every day.
create index matters_kind on matters (district, kind, state, due, no);
