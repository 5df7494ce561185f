//! Who can be reached about an appeal: kept beside the journal, which holds only its seal.

use crate::db::{Row, Tx, WriteTx};
use crate::write::Ground;
use crate::{StoreError, params};
use banjie_core::matter::MatterNo;

/// Who can be reached about an appeal; kept beside the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Telephone, normalised.
    pub phone: String,
    /// 16 random bytes in hex, drawn by the caller: nobody can find the number by guessing hashes.
    pub salt: String,
}

impl Contact {
    /// From a row with `name`, `phone` and `salt`.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            name: row.text("name")?.to_owned(),
            phone: row.text("phone")?.to_owned(),
            salt: row.text("salt")?.to_owned(),
        })
    }

    /// What of it enters the journal: SHA-256 over salt, name and number, in hex.
    pub fn seal(&self) -> String {
        banjie_journal::Suite::Sha256Ed25519
            .digest(&[
                self.salt.as_bytes(),
                b"\n",
                self.name.as_bytes(),
                b"\n",
                self.phone.as_bytes(),
            ])
            .to_string()
    }
}

impl Ground {
    /// Who can be reached about a matter.
    pub(crate) async fn contact(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Option<Contact>, StoreError> {
        let row = tx
            .opt(
                "select name, phone, salt from contacts where district = $1 and no = $2",
                &params![self.district.as_str(), no.to_string()],
            )
            .await?;
        row.as_ref().map(Contact::read).transpose()
    }

    /// Keeps it with a matter just opened.
    pub(crate) async fn keep_contact(
        &self,
        tx: &mut WriteTx,
        no: MatterNo,
        contact: &Contact,
    ) -> Result<(), StoreError> {
        tx.exec(
            "insert into contacts (district, no, name, phone, salt) values ($1, $2, $3, $4, $5)",
            &params![
                self.district.as_str(),
                no.to_string(),
                &contact.name,
                &contact.phone,
                &contact.salt
            ],
        )
        .await?;
        Ok(())
    }
}
