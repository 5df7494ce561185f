//! The package for search engines: schema.org `GovernmentService`, as a data block of the page.
//! A data block is not executed, so the content security policy does not concern it.

use super::words;
use crate::App;
use banjie_core::packages::{FREE, MergedForm, ServiceItem};
use serde_json::{Value, json};

/// JSON-LD, safe inside `<script>`: no `<` that could end it.
pub(super) fn data_block(app: &App, form: &MergedForm<'_>) -> String {
    service(app, form).to_string().replace('<', "\\u003c")
}

fn service(app: &App, form: &MergedForm<'_>) -> Value {
    let district = &app.pack().district;
    let package = form.package;
    let unit = |id| (district.unit(id)).map_or_else(|| id.to_string(), |u| u.full_name.clone());
    let url = format!("{}/packages/{}", app.settings().url, package.id);
    let organisation = |name: String| json!({ "@type": "GovernmentOrganization", "name": name });
    let channels: Vec<Value> = (form.items.iter()).map(|i| channel(i.item, &url)).collect();
    let offers: Vec<Value> = (form.items.iter())
        .map(|i| {
            json!({
                "@type": "Offer",
                "price": (i.item.fee == FREE).then_some("0"),
                "priceCurrency": (i.item.fee == FREE).then_some("CNY"),
                "description": i.item.fee,
                "itemOffered": {
                    "@type": "GovernmentService",
                    "name": i.item.name,
                    "identifier": i.item.code.value,
                    "serviceType": i.item.kind.word(),
                    "provider": organisation(unit(&i.item.unit)),
                    "serviceOutput": { "@type": "Thing", "name": i.item.result },
                },
            })
        })
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": package.name,
        "alternateName": package.aliases,
        "description": format!("{}。承诺{}。", package.summary, words::whole(&form.limit)),
        "serviceType": "一件事一次办",
        "url": url,
        "provider": organisation(unit(&package.lead)),
        "areaServed": { "@type": "AdministrativeArea", "name": district.name },
        "audience": { "@type": "BusinessAudience", "audienceType": package.who },
        "availableChannel": channels,
        "hasOfferCatalog": { "@type": "OfferCatalog", "name": "包含的事项", "itemListElement": offers },
    })
}

fn channel(item: &ServiceItem, url: &str) -> Value {
    json!({
        "@type": "ServiceChannel",
        "name": item.name,
        "serviceUrl": url,
        "serviceLocation": { "@type": "Place", "name": item.window },
        "servicePhone": { "@type": "ContactPoint", "telephone": item.telephone },
    })
}
