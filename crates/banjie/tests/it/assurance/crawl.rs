//! Walking through the pages as a person does, link by link.

use banjie_web::testing::{Answer, Client};
use std::collections::{BTreeSet, VecDeque};

/// Pages read at most on one walk.
const MOST: usize = 250;

/// Reads pages from the starts on along their links, and shows each to `see`. Returns how many.
pub(super) async fn crawl(
    client: &mut Client,
    starts: &[String],
    mut see: impl FnMut(&str, &Answer),
) -> usize {
    let mut waiting: VecDeque<String> = starts.iter().cloned().collect();
    let mut known: BTreeSet<String> = starts.iter().cloned().collect();
    let mut read = 0;
    while let Some(path) = waiting.pop_front() {
        if read == MOST {
            break;
        }
        read += 1;
        let answer = client.get(&path).await;
        see(&path, &answer);
        let mut next: Vec<_> = links(&answer.text);
        next.push(answer.location().to_owned());
        for link in next {
            if leads_on(&link) && known.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    read
}

/// Paths of ours; word and pdf files are slow to make and are read elsewhere.
fn leads_on(link: &str) -> bool {
    link.starts_with('/')
        && !link.starts_with("//")
        && !link.starts_with("/assets/")
        && !link.ends_with("/pdf")
        && !link.ends_with("/docx")
        && link.is_ascii()
}

fn links(html: &str) -> Vec<String> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
        .map(|link| link.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

/// Where every walk begins.
pub(super) fn starts() -> Vec<String> {
    (banjie_web::routes::all().iter())
        .filter(|r| r.method == "GET" && !r.path.contains('{'))
        .map(|r| r.path.to_owned())
        .collect()
}
