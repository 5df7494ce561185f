-- Who may know of a matter that only those named may know (matters.sealed = 2): a handful of rows.
create table named (
  district text not null,
  who text not null,
  no text not null,
  primary key (district, who, no)
);
create index named_matter on named (district, no);
-- What is proposed is looked for by the rules of the day: few among very many.
create index matters_proposals on matters (district, state, no)
  where kind in ('interview', 'consequence');
-- What follows from conduct is looked for once a day in the matters in which something of the kind
-- happened.
create index journal_conduct on journal (district, at_ms, stream)
  where event in ('matter.transferred/1', 'matter.returned/1', 'matter.disputed/1',
    'appeal.reopened/1', 'item.granted/1', 'directive.accepted/1');
