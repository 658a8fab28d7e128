//! The files that make a built site one school's: they lie beside it, and the build knows none of them.

use crate::School;
use serde_json::json;

/// What the crest is drawn in. A school is its name in Song type, as on the pages.
const SERIF: &str = "Songti SC, STSong, Noto Serif CJK SC, Noto Serif SC, serif";
/// Behind the crest while the site starts from a home screen: the paper of the pages.
const PAPER: &str = "#f5f4f1";

impl School {
    /// Every such file: its name and what is in it. None holds anything private.
    pub fn own_files(&self) -> Vec<(&'static str, String)> {
        vec![
            ("school.json", self.site_json().to_string()),
            ("manifest.webmanifest", self.manifest().to_string()),
            ("crest.svg", self.crest(Shape::Disk)),
            ("crest-full.svg", self.crest(Shape::Full)),
        ]
    }

    /// What a browser needs to put the site on a home screen.
    fn manifest(&self) -> serde_json::Value {
        let icon = |file: &str, purpose: &str| json!({ "src": file, "type": "image/svg+xml", "sizes": "any", "purpose": purpose });
        json!({
            "id": "/",
            "name": format!("{}{}", self.name, self.platform),
            "short_name": self.platform,
            "lang": "zh-CN",
            "start_url": "/#/home",
            "scope": "/",
            "display": "standalone",
            "theme_color": self.brand.light.field,
            "background_color": PAPER,
            "icons": [icon("/crest.svg", "any"), icon("/crest-full.svg", "maskable")],
        })
    }

    fn crest(&self, shape: Shape) -> String {
        let colour = &self.brand.light.field;
        // A device may cut a tenth away on every side, and keeps the circle inside.
        let (ground, ring, size) = match shape {
            Shape::Disk => ("<circle cx=\"50\" cy=\"50\" r=\"50\"", 44, 50),
            Shape::Full => ("<rect width=\"100\" height=\"100\"", 34, 38),
        };
        let letter = match self.crest.as_str() {
            "&" => "&amp;",
            "<" => "&lt;",
            plain => plain,
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\">{ground} fill=\"{colour}\"/>\
             <circle cx=\"50\" cy=\"50\" r=\"{ring}\" fill=\"none\" stroke=\"#fff\" stroke-opacity=\".5\" stroke-width=\"1.5\"/>\
             <text x=\"50\" y=\"50\" dy=\".36em\" text-anchor=\"middle\" font-family=\"{SERIF}\" font-weight=\"700\" font-size=\"{size}\" fill=\"#fff\">{letter}</text></svg>\n"
        )
    }
}

/// `Disk` is the crest as the pages show it; `Full` fills what a home screen cuts its own shape from.
#[derive(Clone, Copy)]
enum Shape {
    Disk,
    Full,
}

#[cfg(test)]
mod tests {
    use crate::School;
    use serde_json::Value;

    fn file(school: &str, name: &str) -> String {
        let files = School::named(school).expect("shipped").own_files();
        files.into_iter().find(|it| it.0 == name).expect(name).1
    }

    #[test]
    fn each_school_has_its_name_its_colour_and_its_crest() {
        for (school, name, colour, crest) in
            [("xust", "西安科技大学", "#1b4f9c", "西"), ("wwoc", "武威职业学院", "#35652f", "武")]
        {
            let manifest: Value =
                serde_json::from_str(&file(school, "manifest.webmanifest")).expect("JSON");
            assert!(manifest["name"].as_str().is_some_and(|it| it.starts_with(name)));
            assert_eq!(manifest["theme_color"], colour);
            for icon in ["crest.svg", "crest-full.svg"] {
                let drawn = file(school, icon);
                assert!(drawn.contains(crest) && drawn.contains(colour), "{drawn}");
            }
        }
    }

    #[test]
    fn every_icon_of_the_manifest_is_among_the_files() {
        let manifest: Value =
            serde_json::from_str(&file("xust", "manifest.webmanifest")).expect("JSON");
        for icon in manifest["icons"].as_array().expect("icons") {
            file("xust", icon["src"].as_str().expect("an address").trim_start_matches('/'));
        }
    }
}
