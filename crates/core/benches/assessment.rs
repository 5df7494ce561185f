//! A month's ranking of 60 units × 30 measures, with its simulation, and the simulation alone.
//! Limits: 50 ms, and 200 ms for 10,000 draws. `cargo bench -p banjie-core --bench assessment`

use banjie_core::assessment::certainty::{Contender, DRAWS, Part, chances};
use banjie_core::assessment::form::Form;
use banjie_core::assessment::ranking::{Ranking, RankingInput};
use banjie_core::assessment::report::Reports;
use banjie_core::assessment::rulebook::{Basis, Measure, Metric, Rulebook};
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Counts, Month};
use banjie_core::district::{District, Unit, UnitId};
use banjie_core::pack::{Pack, PackFile};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::Path;

const UNITS: usize = 60;
const MEASURES: usize = 30;

fn gather(root: &Path, folder: &Path, files: &mut Vec<PackFile>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, files);
        } else if let (Ok(name), Ok(text)) =
            (path.strip_prefix(root), std::fs::read_to_string(&path))
        {
            let path = name.to_string_lossy().into_owned();
            files.push(PackFile { path, text });
        }
    }
}

/// The shipped district with sixty ranked units, and its method with thirty measures.
fn ground() -> Option<(District, Rulebook)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    let pack = Pack::parse(&files).pack?;
    let mut book = pack.rulebooks.iter().next()?.clone();
    let shipped = std::mem::take(&mut book.measures);
    book.measures = (shipped.iter().cycle().take(MEASURES).enumerate())
        .map(|(at, measure)| Measure {
            id: format!("m{at}"),
            weight: Decimal::ONE_HUNDRED / Decimal::from(MEASURES),
            ..measure.clone()
        })
        .collect();
    let mut district = pack.district;
    let ranked = district.units.iter().filter(|u| u.peer_group.is_some());
    let ranked: Vec<Unit> = ranked.cloned().collect();
    district.units = (ranked.iter().cycle().take(UNITS).enumerate())
        .map(|(at, unit)| Unit {
            id: UnitId(format!("单位{at}")),
            ..unit.clone()
        })
        .collect();
    Some((district, book))
}

fn counts(units: &[Unit]) -> Counts {
    let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
    let metrics = [
        Metric::ON_TIME,
        Metric::SOLVED,
        Metric::SATISFIED,
        Metric::REOPENED,
        Metric::DIRECTIVE_ON_TIME,
    ];
    for (at, unit) in (0_u64..).zip(units) {
        for metric in metrics {
            let (hits, beside) = metric.aspect.counts();
            counts.add(unit.id.clone(), metric.kind, beside, 80);
            counts.add(unit.id.clone(), metric.kind, hits, 60 + at % 20);
        }
        counts.add(unit.id.clone(), Metric::ON_TIME.kind, Count::Received, 90);
    }
    counts
}

fn ranking(c: &mut Criterion) {
    let Some((district, book)) = ground() else {
        return;
    };
    let counts = counts(&district.units);
    let month = Month::of(date(2026, 1, 1));
    let input = RankingInput {
        district: &district,
        rulebook: &book,
        month,
        as_of: month.last(),
        counts: &counts,
        reports: &Reports::default(),
        earlier: &[],
        talked: &BTreeMap::new(),
        disputed: &BTreeSet::new(),
        excluded: &[],
    };
    let placed = Ranking::of(&input);
    let placed = placed.groups.iter().map(|group| group.placed.len());
    assert_eq!(placed.sum::<usize>(), UNITS, "every unit has a place");
    c.bench_function("ranking of 60 units × 30 measures, with its draws", |b| {
        b.iter(|| black_box(Ranking::of(black_box(&input))));
    });
    let linear = book.measures.iter().filter(|measure| {
        let form = (&measure.basis, &measure.form);
        matches!(form, (Basis::Rate(_), Form::Linear { .. }))
    });
    let linear: Vec<&Measure> = linear.take(6).collect();
    let contenders: Vec<Contender<'_>> = (0_u64..)
        .zip(district.units.iter().take(20))
        .map(|(at, unit)| Contender {
            unit: unit.id.as_str(),
            parts: (linear.iter())
                .map(|measure| Part {
                    measure,
                    weight: measure.weight,
                    hits: 60 + at,
                    cases: 80,
                })
                .collect(),
            fixed: Decimal::ZERO,
            vetoed: false,
        })
        .collect();
    c.bench_function("10,000 draws of a group of 20 units × 6 measures", |b| {
        b.iter(|| black_box(chances("620199|2026-01", DRAWS, black_box(&contenders))));
    });
}

criterion_group!(benches, ranking);
criterion_main!(benches);
