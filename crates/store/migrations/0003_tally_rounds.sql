-- Whether a round is also counted elsewhere (due but not answered by a day) is asked for every case
-- of a figure. With all its columns the index answers alone; with number only, a database without
-- statistics scans the whole table each time.
drop index tallies_no;
create index tallies_round on tallies (district, no, round, count, day);
