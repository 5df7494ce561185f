-- What a list and the rates of 好差评 need of a review: core's ReviewRow, rebuilt from events by
-- `journal check`. One matter has one review.
create table reviews (
  district text not null,
  no text not null,
  about text,
  window_id text,
  item text not null,
  officer text,
  level bigint,
  day text,
  tags text not null,
  followed_up bigint,
  named bigint not null,
  called_back bigint not null,
  network text,
  primary key (district, no)
);
create unique index reviews_about on reviews (district, about) where about is not null;
create index reviews_day on reviews (district, day, no);

-- The same cases as `rollups` has of reviews, by window and item, so that their rates cost the same
-- whatever the number of reviews.
create table review_rollups (
  district text not null,
  unit text not null,
  window_id text not null,
  item text not null,
  count text not null,
  day text not null,
  cases bigint not null,
  primary key (district, count, day, unit, window_id, item)
);

-- Links by which somebody rates: the hash of the token, and the visit or finished matter it is for.
create table review_links (
  token text not null primary key,
  district text not null,
  no text not null,
  at_ms bigint not null
);

-- The salt of a day, under which the network a rating came from becomes a token. It is gone the next
-- day, and with it every way back to an address.
create table network_salts (
  district text not null,
  day text not null,
  salt text not null,
  primary key (district, day)
);
