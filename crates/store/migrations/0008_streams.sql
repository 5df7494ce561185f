-- Which streams of records a topic has: the reports of a month, the versions of the rulebook.
-- Derived from the journal; what they say is only there.
create table streams (
    district text not null,
    topic text not null,
    stream text not null,
    primary key (district, topic, stream)
);
