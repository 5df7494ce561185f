//! Merging a package of 20 items with 400 fields between them: the form is derived anew for every
//! page that shows it. Limit: 5 ms. `cargo bench -p banjie-core --bench packages`

use banjie_core::packages::{
    Bounds, Catalogue, CodeScheme, FREE, Field, FieldGroup, FieldType, FieldUse, ItemCode,
    ItemKind, Material, MaterialUse, Need, PackageItem, Picks, Revision, ServiceItem,
    ServicePackage, Statutory, When,
};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

/// 400 fields in 20 groups; item `i` asks its own 20 and the 40 that all share, and waits for the
/// item two before it, whose fact it uses.
const ITEMS: usize = 20;
const FIELDS: usize = 400;
const SHARED: usize = 40;

fn field(at: usize) -> Field {
    Field {
        code: code(at),
        group: format!("group{}", at % ITEMS),
        label: format!("字段{at}"),
        hint: String::new(),
        kind: FieldType::Text,
        bounds: Bounds {
            min: Some(1),
            max: Some(200),
        },
        choices: Vec::new(),
        columns: Vec::new(),
        why: format!("为什么要问字段{at}"),
        personal: false,
    }
}

fn code(at: usize) -> banjie_core::district::FieldCode {
    format!("field_{at:03}").as_str().into()
}

fn item(at: usize) -> ServiceItem {
    let own = at * FIELDS / ITEMS..(at + 1) * FIELDS / ITEMS;
    let waits = at.checked_sub(2).map(fact);
    let asked = own.chain(0..SHARED).map(code).chain(waits);
    let mut codes: Vec<_> = asked.collect();
    codes.sort();
    codes.dedup();
    ServiceItem {
        id: format!("item-{at}").as_str().into(),
        name: format!("事项{at}"),
        kind: ItemKind::Licence,
        code: ItemCode {
            scheme: CodeScheme::Other("试".into()),
            value: at.to_string(),
        },
        unit: "市场监管局".into(),
        performer: String::new(),
        basis: Vec::new(),
        statutory: Statutory::None,
        promised: 2,
        notice: None,
        fee: FREE.into(),
        fee_basis: String::new(),
        window: String::new(),
        telephone: String::new(),
        result: String::new(),
        produces: vec![fact(at)],
        produces_materials: Vec::new(),
        fields: codes.into_iter().map(uses).collect(),
        materials: (0..10)
            .map(|m| MaterialUse {
                material: format!("material-{}", (at + m) % 40).as_str().into(),
                principal: m % 2 == 0,
                defer: (m % 2 == 1).then_some(2),
                when: When::default(),
            })
            .collect(),
        promise: None,
    }
}

/// What an item creates.
fn fact(at: usize) -> banjie_core::district::FieldCode {
    format!("fact_{at:02}").as_str().into()
}

fn uses(field: banjie_core::district::FieldCode) -> FieldUse {
    FieldUse {
        field,
        need: Need::Required,
        when: When::default(),
        bounds: Bounds {
            min: None,
            max: Some(100),
        },
        choices: Vec::new(),
        kind: None,
        why: String::new(),
    }
}

fn catalogue() -> Catalogue {
    let groups = (0..ITEMS).map(|at| FieldGroup {
        id: format!("group{at}"),
        title: format!("第{at}组"),
    });
    let facts = (0..ITEMS).map(|at| Field {
        code: fact(at),
        ..field(at)
    });
    let materials = (0..40).map(|at| Material {
        code: format!("material-{at}").as_str().into(),
        name: format!("材料{at}"),
        form: String::new(),
        shared_from: None,
        given: banjie_core::packages::Given::Upload,
        unless_same: None,
    });
    let package = ServicePackage {
        id: "twenty".into(),
        name: "二十件事".into(),
        aliases: Vec::new(),
        who: String::new(),
        summary: String::new(),
        lead: "市场监管局".into(),
        items: (0..ITEMS)
            .map(|at| PackageItem {
                item: format!("item-{at}").as_str().into(),
                when: When::default(),
                after: Vec::new(),
            })
            .collect(),
        questions: Vec::new(),
        notes: Vec::new(),
        revision: Revision::default(),
    };
    Catalogue::new(
        groups.collect(),
        (0..FIELDS).map(field).chain(facts).collect(),
        materials.collect(),
        (0..ITEMS).map(item).collect(),
        vec![package],
    )
}

fn merge(criterion: &mut Criterion) {
    let catalogue = catalogue();
    let package = &catalogue.packages()[0];
    let form = catalogue.merge(package, &Picks::new());
    // 400 asked once, 20 facts of which the last two nobody waits for, ten levels of two.
    assert_eq!(
        (form.fields.len(), form.produced.len()),
        (FIELDS, ITEMS - 2)
    );
    assert_eq!((form.order.len(), form.limit.working_days), (10, 20));
    criterion.bench_function("merge 20 items, 400 fields", |b| {
        b.iter(|| catalogue.merge(black_box(package), &Picks::new()));
    });
    criterion.bench_function("read the catalogue's revision anew", |b| {
        b.iter(self::catalogue);
    });
}

criterion_group!(benches, merge);
criterion_main!(benches);
