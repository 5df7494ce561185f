//! The revision of a form: a hash of everything it is derived from, so that a draft filled in on
//! one form is never silently read as another.

use super::field::{Bounds, Column, Field};
use super::item::{Material, ServiceItem, Statutory};
use super::package::ServicePackage;
use super::when::When;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A content hash: 32 hexadecimal digits, the first half of a SHA-256.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(String);

impl Revision {
    /// One that was kept with a draft or a case.
    pub fn kept(digits: &str) -> Self {
        Self(digits.to_owned())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes texts; each is preceded by its length, so that no two lists of texts look alike.
struct Writer(Sha256);

impl Writer {
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }

    fn list<T>(&mut self, list: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.0.update((list.len() as u64).to_be_bytes());
        for one in list {
            each(self, one);
        }
    }

    fn number(&mut self, number: Option<u32>) {
        // Absent is not zero.
        self.0
            .update(number.map_or(0, |n| u64::from(n) + 1).to_be_bytes());
    }

    fn flag(&mut self, flag: bool) {
        self.number(Some(u32::from(flag)));
    }

    fn bounds(&mut self, bounds: Bounds) {
        self.number(bounds.min);
        self.number(bounds.max);
    }

    fn when(&mut self, when: &When) {
        self.list(&when.0, |w, test| {
            w.text(test.field.as_str());
            w.list(&test.values, |w, v| w.text(v));
        });
    }

    fn column(&mut self, column: &Column) {
        self.text(&column.code);
        self.text(&column.label);
        self.text(column.kind.code());
        self.flag(column.required);
        self.list(&column.choices, |w, c| w.text(c));
    }

    fn field(&mut self, field: &Field) {
        self.text(field.code.as_str());
        self.text(&field.group);
        self.text(&field.label);
        self.text(&field.hint);
        self.text(field.kind.code());
        self.bounds(field.bounds);
        self.list(&field.choices, |w, c| w.text(c));
        self.list(&field.columns, Self::column);
        self.text(&field.why);
    }

    fn material(&mut self, material: &Material) {
        self.text(material.code.as_str());
        self.text(&material.name);
        self.text(&material.form);
        self.text(material.shared_from.as_deref().unwrap_or_default());
        self.text(material.given.code());
        self.list(material.unless_same.as_slice(), |w, (one, other)| {
            w.text(one.as_str());
            w.text(other.as_str());
        });
    }

    fn item(&mut self, item: &ServiceItem) {
        self.text(item.id.as_str());
        self.text(&item.name);
        self.text(item.kind.word());
        self.text(&item.code.value);
        self.text(item.unit.as_str());
        self.text(&item.performer);
        self.list(&item.basis, |w, source| {
            w.text(&source.document);
            w.text(&source.number);
            w.text(&source.article);
        });
        match &item.statutory {
            Statutory::Rule(rule) => self.text(rule.as_str()),
            Statutory::Own(limit, _) => {
                self.number(Some(limit.length));
                self.text(limit.unit.word());
            }
            Statutory::None => self.text(""),
        }
        self.number(Some(item.promised));
        self.number(item.notice.as_ref().map(|(_, days)| *days));
        self.text(&item.fee);
        self.text(&item.result);
        self.list(&item.produces, |w, f| w.text(f.as_str()));
        self.list(&item.produces_materials, |w, m| w.text(m.as_str()));
        self.list(&item.fields, |w, used| {
            w.text(used.field.as_str());
            w.number(Some(used.need as u32));
            w.when(&used.when);
            w.bounds(used.bounds);
            w.list(&used.choices, |w, c| w.text(c));
            w.text(&used.why);
        });
        self.list(&item.materials, |w, used| {
            w.text(used.material.as_str());
            w.flag(used.principal);
            w.number(used.defer);
            w.when(&used.when);
        });
        // Only where there is one, so that forms without it keep the revision they had.
        if let Some(promise) = &item.promise {
            self.text(&promise.what);
            self.list(&promise.replaces, |w, m| w.text(m.as_str()));
            self.number(Some(promise.check));
        }
    }
}

/// The revision of a package from its definition and all it refers to.
pub(super) fn of(
    package: &ServicePackage,
    items: &[&ServiceItem],
    fields: &[&Field],
    materials: &[&Material],
) -> Revision {
    let mut writer = Writer(Sha256::new());
    writer.text("form/1");
    writer.text(package.id.as_str());
    writer.text(&package.name);
    writer.list(&package.items, |w, used| {
        w.text(used.item.as_str());
        w.when(&used.when);
        w.list(&used.after, |w, a| w.text(a.as_str()));
    });
    writer.list(&package.questions, |w, q| w.text(q.as_str()));
    writer.list(items, |w, item| w.item(item));
    writer.list(fields, |w, field| w.field(field));
    writer.list(materials, |w, material| w.material(material));
    let hash = writer.0.finalize();
    let mut hex = String::with_capacity(32);
    for byte in hash.iter().take(16) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    Revision(hex)
}
