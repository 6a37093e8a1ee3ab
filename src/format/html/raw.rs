//! What stands in a page and is no markup: scripts, styles, remarks of word processors.
//!
//! <https://html.spec.whatwg.org/multipage/syntax.html#raw-text-elements>

/// Elements whose content is not for readers and may hold any «<».
const RAW: [&str; 3] = ["script", "style", "template"];

/// The page without the content of its scripts and styles, and without the marks of conditional comments.
pub(in crate::format) fn without(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    // Those that nobody ends are not looked for again.
    let mut endless = [false; RAW.len()];
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let skipped = comment(rest).or_else(|| conditional(rest)).or_else(|| raw(rest, &mut endless));
        match skipped {
            Some(length) => rest = &rest[length..],
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The length of a comment that begins here, which ends at the end of the page when nobody ends it.
fn comment(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix("<!--")?;
    if body.starts_with('>') {
        return Some(5);
    }
    Some(body.find("-->").map_or(rest.len(), |end| end + 7))
}

/// `<![if …]>` and its like, but no CDATA.
fn conditional(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix("<![").filter(|body| !body.starts_with("CDATA["))?;
    Some(body.find('>').map_or(rest.len(), |end| end + 4))
}

/// A script, a style: from its tag to behind its end tag.
fn raw(rest: &str, endless: &mut [bool; RAW.len()]) -> Option<usize> {
    let number = RAW.iter().position(|name| opens(&rest[1..], name))?;
    let tag = || Some(rest.find('>').map_or(rest.len(), |end| end + 1));
    if endless[number] {
        return tag();
    }
    let mut at = 1 + RAW[number].len();
    while let Some(next) = rest[at..].find("</") {
        at += next + 2;
        if opens(&rest[at..], RAW[number]) {
            return Some(rest[at..].find('>').map_or(rest.len(), |end| at + end + 1));
        }
    }
    endless[number] = true;
    tag()
}

fn opens(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        && text[name.len()..].starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_styles_and_remarks_are_left_out() {
        let check = |page: &str, wanted: &str| assert_eq!(without(page), wanted, "{page}");
        check("a<script>if (a<b) '</p>'</script>b<STYLE x>p>q{}</Style >c", "abc");
        check("<![if !mso]>a<![endif]>b<!--[if x]><p>y<![endif]-->c<![CDATA[d]]>", "abc<![CDATA[d]]>");
        check("a<!-- <script> -->b<!-->c<!--d", "abc");
        check("<scripted>x</scripted><script>y", "<scripted>x</scripted>y");
        check("қ<", "қ<");
    }
}
