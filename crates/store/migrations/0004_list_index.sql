-- The list of a unit by state and month is the busiest one: its count and the numbers of its page
-- come from this index alone, so it also holds what the list is ordered and hidden by.
drop index matters_unit;
create index matters_unit on matters (district, lead, state, opened_day, no, due, sealed);
