use crate::SsoError;
use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;

/// An element of a small document that a stranger wrote.
///
/// What of XML has ever fooled a reader is refused: document types, entities of the document's
/// own, processing instructions.
pub(super) struct Element {
    namespace: Option<String>,
    name: String,
    children: Vec<Element>,
    text: String,
    /// Its attribute `code`, as it is written.
    code: Option<String>,
    /// Whether something stands between its characters that is no character.
    parted: bool,
}

/// Ours has three levels, attributes included.
const DEPTH_MAX: usize = 8;

/// The root of the document that `text` is.
pub(super) fn read(text: &str) -> Result<Element, SsoError> {
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut first = true;
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| WRONG)?;
        let namespace = match namespace {
            ResolveResult::Bound(it) => Some(it.into_inner().to_owned()),
            ResolveResult::Unbound => None,
            ResolveResult::Unknown(_) => return Err(WRONG),
        };
        match event {
            Event::Start(start) => {
                if open.len() == DEPTH_MAX {
                    return Err(SsoError::Garbled("the document is too deep"));
                }
                open.push(Element::new(namespace, &start)?);
            }
            Event::Empty(start) => close(Element::new(namespace, &start)?, &mut open, &mut root)?,
            Event::End(_) => {
                let element = open.pop().ok_or(WRONG)?;
                close(element, &mut open, &mut root)?;
            }
            Event::Text(it) => add(&it.xml10_content(), &mut open)?,
            Event::CData(it) => add(&it.xml10_content(), &mut open)?,
            Event::GeneralRef(it) => add(referred(&it)?.as_str(), &mut open)?,
            Event::Comment(_) => open.iter_mut().last().into_iter().for_each(|it| it.parted = true),
            Event::Decl(_) if first => {}
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                return Err(SsoError::Garbled("the document has what no answer needs"));
            }
            Event::Eof if open.is_empty() => return root.ok_or(WRONG),
            Event::Eof => return Err(WRONG),
        }
        first = false;
    }
}

const WRONG: SsoError = SsoError::Garbled("the document is not well-formed");

/// `element` has ended: it is its parent's, or the root.
fn close(
    element: Element,
    open: &mut [Element],
    root: &mut Option<Element>,
) -> Result<(), SsoError> {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None if root.is_none() => *root = Some(element),
        None => return Err(WRONG),
    }
    Ok(())
}

fn add(text: &str, open: &mut [Element]) -> Result<(), SsoError> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(WRONG),
    }
    Ok(())
}

/// The text for which a reference stands: one character, or one of the five names of XML itself.
fn referred(reference: &BytesRef<'_>) -> Result<String, SsoError> {
    let character = reference.resolve_char_ref().map_err(|_| WRONG)?;
    let named = || resolve_predefined_entity(reference).map(str::to_owned);
    character.map(String::from).or_else(named).ok_or(WRONG)
}

impl Element {
    fn new(namespace: Option<String>, start: &BytesStart<'_>) -> Result<Self, SsoError> {
        let code = start.try_get_attribute("code").map_err(|_| WRONG)?;
        Ok(Self {
            namespace,
            name: start.local_name().as_ref().to_owned(),
            children: Vec::new(),
            text: String::new(),
            code: code.map(|it| it.value.into_owned()),
            parted: false,
        })
    }

    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.name == name && self.namespace.as_deref() == Some(namespace)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Its children in `namespace`.
    pub(super) fn children(&self, namespace: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |it| it.namespace.as_deref() == Some(namespace))
    }

    /// Its one child of that name.
    pub(super) fn only(&self, namespace: &str, name: &str) -> Option<&Self> {
        let mut found = self.children(namespace).filter(|it| it.name == name);
        found.next().filter(|_| found.next().is_none())
    }

    /// Its text, if it is nothing else. A comment inside (`admin<!-- -->x`) makes readers disagree
    /// on where the text ends, so there is none.
    pub(super) fn value(&self) -> Option<&str> {
        let plain = self.children.is_empty() && !self.parted;
        plain.then(|| self.text.trim()).filter(|it| !it.is_empty())
    }
}
