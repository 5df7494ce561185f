-- Objections of a period and exclusions that wait for a second person are few among very many: each
-- has an index that holds nothing else.
create index matters_objections on matters (district, opened_day, no) where kind = 'objection';
create index journal_exclusions on journal (district, at_ms, stream)
  where event = 'matter.exclusion_proposed/1';
