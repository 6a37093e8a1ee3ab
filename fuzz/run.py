#!/usr/bin/python3
"""Feeds every reader of foreign bytes with bytes that nobody has thought of, for a bounded time.

    run.py [NAME…]     the readers of src/readers.rs whose names hold one of the words; all of them else
    run.py --keep      puts a part of what reached new code into tests/fixtures/fuzzed/corpus.zip, which `make test` reads again

FUZZ_SECONDS is the time for all of them together (300). What is found is made small and kept in target/fuzz/found/READER;
what reached new code stays in target/fuzz/corpus/READER for the next time. Ends with an error when something was found.
"""
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FIXTURES = ROOT / "tests" / "fixtures"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
PLACE = TARGET / "fuzz"

# A counter for every edge, and a look at what is compared: what libFuzzer goes by. Stable Rust has it.
FLAGS = ["-Cpasses=sancov-module", "-Cllvm-args=-sanitizer-coverage-level=4", "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
         "-Cllvm-args=-sanitizer-coverage-pc-table", "-Cllvm-args=-sanitizer-coverage-trace-compares", "-Ccodegen-units=16"]

# The program promises an answer within 5 s and 512 MB; what reads here is slowed down by counting.
SECONDS_EACH, MEGABYTES = 15, 1024
LONGEST = 1 << 16
# Of each reader's corpus so much is kept with the tests.
KEPT_TRIES, KEPT_BYTES = 40, 8 << 10

WORDS = {
    "markup": """<p <h1 <a\\x20href= <img\\x20alt= <table> <tr> <td> <th> colspan= rowspan= headers= scope= <ul> <ol> <li> <math> <mfrac> <msup> <mrow> <mi>
        <mtable> <svg> <details> <summary> <aside\\x20 epub:type= noteref pagebreak role= lang= id= aria-label= aria-describedby= <ruby> <rt> <pre> <br/>
        <blockquote> &nbsp; &#x10FFFF; <![CDATA[ <!-- <? <!DOCTYPE hidden alttext= longdesc=""",
    "package": """<package <metadata> <manifest> <item\\x20 <spine <itemref idref= href= id= media-type= properties= nav <guide> <reference <dc:title> <dc:language>
        <meta\\x20 refines= property= scheme= toc= page-progression-direction= linear= application/xhtml+xml ../""",
    "navigation": """<nav <ol> <li> <a\\x20href= epub:type= toc page-list landmarks <span> <navMap> <navPoint <navLabel> <text> <content\\x20src= hidden ../ #x""",
    "overlay": """<smil <body> <seq\\x20 <par\\x20 <text\\x20src= <audio\\x20src= clipBegin= clipEnd= epub:type= epub:textref= a.xhtml# a.mp3 0:00:01.5 3min 2.5h 250ms pagebreak table footnote id=""",
    "ncc": """<html <h1> <h6> <span\\x20class= page-normal page-front sidebar noteref <a\\x20href= s.smil# rel= <meta\\x20name= content= ncc:setInfo dc:language""",
    "smil": """<smil <body> <seq\\x20 <par\\x20 <text\\x20src= <audio\\x20src= clip-begin= clip-end= npt= customTest= system-required= end=DTBuserEscape class= t.xml# a.mp3 id=""",
    "ncx": """<ncx <navMap> <navPoint <navLabel> <text> <content\\x20src= <pageList> <pageTarget <navList\\x20 <navTarget <smilCustomTest\\x20 bookStruct= PAGE_NUMBER s.smil#""",
    "dtbook": """<dtbook <book> <level1> <level\\x20depth= <hd> <h1> <pagenum\\x20 <note\\x20 <noteref\\x20idref= <annotation <sidebar> <prodnote> <imggroup> <caption> <table> <list\\x20type= <li> <lic> <linegroup> <line> <linenum> <sent> id=""",
    "fictionbook": """<FictionBook <description> <title-info> <author> <first-name> <book-title> <sequence\\x20name= <coverpage> <image\\x20l:href= <body\\x20name= notes <section\\x20id=
        <title> <p> <subtitle> <epigraph> <cite> <poem> <stanza> <v> <text-author> <empty-line/> <a\\x20type= <emphasis> <strong> <table> <tr> <td> <binary\\x20id= content-type= encoding= windows-1251 KZ-1048 UTF-16 &#1179;""",
    "text": """ГЛАВА\\x20 Глава\\x201 Часть\\x20вторая 1-тарау БІРІНШІ\\x20СӨЗ Chapter\\x20 PART III IV. ПРОЛОГ *\\x20*\\x20* --- _a_ Title: Автор: &#1179; \\x0d \\x0c \\xff\\xfe \\xef\\xbb\\xbf \\x9d \\xbe""",
    "page": """<html\\x20lang= <head> <title> <meta\\x20name= charset= content= author <body> <nav> <h1> <p> <script> </script> <style> <!-- --> <![if <![endif]> <table> <tr> <td> <ul> <li> <a\\x20href= <img\\x20src= data:image/png;base64, <svg> <br> <details>""",
    "markdown": """#\\x20 ##\\x20 ** __ *\\x20 1.\\x20 >\\x20 ``` ~~~ [a](#b) ![a](b) [^1] [^1]:\\x20 |---| |\\x20 --- === -\\x20[x]\\x20 <b> <div> <script> &amp; title: author:\\x20[ {#id} \\\\ <http://a>""",
    "recognised": """<div\\x20class='ocr_carea'\\x20title=" <span\\x20class='ocr_line' 'ocrx_word' bbox\\x201\\x202\\x203\\x204; baseline x_size x_wconf (page (line (word (para ) " \\x0a""",
    "docx": """<document> <body> <p> <pPr> <pStyle\\x20val= <outlineLvl <numPr> <ilvl\\x20val= <numId\\x20val= <r> <rPr> <t> <tab/> <br/> <tbl> <tr> <tc> <tcPr>
        <gridSpan\\x20val= <vMerge <tblHeader/> <hyperlink\\x20anchor= <bookmarkStart\\x20name= <fldChar\\x20fldCharType= <instrText> <footnoteReference\\x20id=
        <del> <ins> <sdt> <drawing> <txbxContent> <oMath> <AlternateContent> <style\\x20styleId= <basedOn <lvl\\x20ilvl= <lvlText <abstractNum <num\\x20numId=""",
    "odt": """<body> <text> <p> <h\\x20outline-level= <list\\x20 <list-item> <span\\x20text:style-name= <s/> <a\\x20xlink:href= <note> <note-body> <note-citation>
        <table> <table-row> <table-cell number-columns-repeated= number-rows-spanned= <frame> <image <object <text-box> <bookmark\\x20text:name= <tracked-changes>
        <list-style\\x20style:name= <style\\x20style:name= style:parent-style-name= text:continue-list= <soft-page-break/> <ruby>""",
    "rtf": "\\\\par \\\\pard \\\\cell \\\\row \\\\trowd \\\\cellx \\\\intbl \\\\clvmrg \\\\footnote \\\\field \\\\fldinst \\\\fldrslt \\\\stylesheet \\\\fonttbl "
           "\\\\fcharset204 \\\\u1179 \\\\uc \\\\bin \\\\listtext \\\\shptxt \\\\upr \\\\ud \\\\info \\\\sn \\\\sv \\\\* \\\\'e0 \\\\outlinelevel \\\\ilvl",
    "braille": "#a #be ,! \\x0c \\x0a - <pef <page> <row> <section>",
    "catalogue": """<feed <entry> <link\\x20 rel= href= type= <title> <author> <summary> application/atom+xml http://opds-spec.org/acquisition
        opds:indirectAcquisition opds:price {"metadata": "links": "publications": "navigation": "groups": "facets": "properties": "availability": {?query}
        {searchTerms} <OpenSearchDescription <Url\\x20 template= numberOfItems""",
    "service": """<soap:Envelope\\x20 <soap:Body> <soap:Fault> <detail> <faultstring> noActiveSessionFault invalidOperationFault <logOnResponse <serviceAttributes>
        <supportsServerSideBack> <contentList\\x20 <contentItem\\x20id= firstItem= lastItem= totalItems= <label\\x20 xml:lang= <text> <audio\\x20uri=
        <questions> <multipleChoiceQuestion\\x20 <inputQuestion\\x20 <choice\\x20id= <contentListRef> <resources\\x20returnBy= <resource\\x20uri= mimeType=
        size= localURI= <announcement\\x20 priority= <bookmarkSet> <lastmark> <ncxRef> <URI> <timeOffset> <hilite> <note> <contentMetadata\\x20category=""",
    "sign-in": '"authentication": "type": "labels": "login": "password": "links": "rel": "href": "title": http://opds-spec.org/auth/basic',
    "pdf": "obj endobj stream endstream /Type /Pages /Page /Kids /Count /Contents /Font /ToUnicode /Encoding /Differences /Length /Filter "
           "/FlateDecode BT ET Tf Tj TJ Tm Td beginbfchar endbfchar beginbfrange xref trailer startxref /Root /Outlines /Dest /Encrypt /StructTreeRoot /MediaBox /Rotate",
    "sound": "ID3 TAG fLaC OggS RIFF WAVE ftyp moov trak mdia stbl stsd stts stsc stsz stco co64 mdat chpl udta meta ilst esds mp4a Xing LAME CHAP CTOC APIC OpusHead",
}

RECOGNISED = [
    "<div class='ocr_carea' title='bbox 0 0 9 9'><span class='ocr_line' title='bbox 0 0 9 9; baseline 0 -1; x_size 8'><span class='ocrx_word' title='bbox 0 0 9 9; x_wconf 50'>a</span></span></div>",
    '(page 0 0 9 9 (line 0 0 9 9 (word 0 0 4 9 "a") (word 5 0 9 9 "b\\n")))\n()\n',
]

SMILS = [
    "<smil><body><seq id='s' epub:textref='a.xhtml'><par id='p'><text src='a.xhtml#a'/><audio src='a.mp3' clipBegin='0:00:01' clipEnd='2.5s'/></par>"
    "<seq epub:type='table'><par><text src='a.xhtml#c'/></par></seq><par epub:type='pagebreak'><audio src='a.mp3'/></par></seq></body></smil>",
    "<smil><body><seq dur='9s'><par endsync='last' system-required='pagenumber-on'><text src='t.xml#a' id='p'/><seq>"
    "<audio src='a.mp3' clip-begin='npt=0.0s' clip-end='npt=1.5s'/></seq></par><seq end='DTBuserEscape;x.end' customTest='n'><audio src='a.mp3'/></seq></seq></body></smil>",
]

NCCS = [
    "<html><head><meta name='dc:title' content='Абай'/><meta name='ncc:setInfo' content='1 of 2'/></head><body><h1><a href='s.smil#p'>Бір</a></h1>"
    "<span class='page-normal'><a href='s.smil#s'>1</a></span><h2><a rel='2' href='../v2/s.smil#p'>Екі</a></h2></body></html>",
]

NCXS = [
    "<ncx><head><smilCustomTest bookStruct='PAGE_NUMBER' id='p'/></head><navMap><navPoint><navLabel><text>Бір</text></navLabel><content src='s.smil#p'/>"
    "</navPoint></navMap><pageList><pageTarget value='1'><content src='s.smil#s'/></pageTarget></pageList><navList class='note'><navTarget/></navList></ncx>",
]

DTBOOKS = [
    "<dtbook><book><level1><h1 id='a'>Бірінші сөз</h1><p id='b'>Ол <noteref idref='#n'>1</noteref> келді.</p><note id='n'><p>x</p></note><pagenum>1</pagenum>"
    "<list type='ol'><li><lic>y</lic></li></list><linegroup><line>z</line></linegroup><sidebar><hd>w</hd></sidebar></level1></book></dtbook>",
]

FICTIONBOOKS = [
    "<?xml version='1.0' encoding='UTF-8'?><FictionBook xmlns:l='http://www.w3.org/1999/xlink'><description><title-info><author><first-name>Абай</first-name></author><book-title>Қара сөздер</book-title>"
    "<lang>kk</lang><coverpage><image l:href='#c'/></coverpage><sequence name='а' number='1'/></title-info></description><body><title><p>а</p></title><section id='s'><title><p>Бірінші сөз</p></title>"
    "<p>Ол <a l:href='#n' type='note'>1</a> келді.</p><empty-line/><poem><stanza><v>а</v><v>б</v></stanza></poem><image l:href='#c'/></section></body>"
    "<body name='notes'><section id='n'><title><p>1</p></title><p>x</p></section></body><binary id='c' content-type='image/png'>iVBORw==</binary></FictionBook>",
]

TEXTS = [
    "Абай\nҚара сөздер\n\nБІРІНШІ СӨЗ Бұл жасқа келгенше жақсы өткіздік пе, жаман өткіздік пе.\n\n* * *\n\nГлава 1\n\n    Говорили, что на набережной появи-\nлось новое лицо.\n\nII\n\n_a_\n",
    "Мой дядя самых честных правил,\nКогда не в шутку занемог,\nОн уважать себя заставил\n",
]

PAGES = [
    "<html lang=kk><head><meta charset=utf-8><title>t</title><meta name=author content=a><script>a<b</script></head><body><nav><a href='#b'>b</a></nav><h1>x</h1><p>a<p>b"
    "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' alt='c'><h2 id=b>y</h2><ul><li>a<li>b</ul><table><tr><td>1<td>2</table><![if !mso]><!-- r --></body></html>",
]

MARKDOWNS = [
    "---\ntitle: Қара сөздер\nauthor: [Абай]\n---\n\n# А\n\n**b** *c*[^1] [d](#а)\n\n- [x] e\n\n1. f\n\n| g | h |\n|---|---|\n| 1 | 2 |\n\n## I\n\n> j\n\n```\nk\n```\n\n![l](m.png)\n\n<div>n</div>\n\n[^1]: o\n",
]

DOCUMENTS = [
    "<document><body><p><pPr><pStyle val='H1'/></pPr><r><t>Бірінші сөз</t><footnoteReference id='7'/></r></p><p><pPr><numPr><ilvl val='0'/><numId val='1'/>"
    "</numPr></pPr><del><r><t>x</t></r></del><r><t>y</t></r></p><tbl><tr><tc><tcPr><vMerge val='restart'/><gridSpan val='2'/></tcPr><p/></tc></tr></tbl>"
    "<p><r><fldChar fldCharType='begin'/><instrText>TOC</instrText><fldChar fldCharType='separate'/><t>z</t><fldChar fldCharType='end'/></r></p></body></document>",
]

OPEN_DOCUMENTS = [
    "<document-content><automatic-styles><list-style style:name='L'><list-level-style-number text:level='1' style:num-format='1'/></list-style></automatic-styles>"
    "<body><text><h text:outline-level='1'>Бірінші сөз</h><list text:style-name='L'><list-item><p>x<note><note-citation>1</note-citation><note-body><p>n</p></note-body>"
    "</note></p></list-item></list><table><table-row><table-cell table:number-columns-repeated='2'><p>y</p></table-cell></table-row></table></text></body></document-content>",
]

RICH_TEXTS = [
    "\\ansicpg1251{\\fonttbl{\\f1\\fcharset204 A;}}{\\stylesheet{\\s1\\outlinelevel0 h;}}\\pard\\s1 x\\par\\pard{\\listtext 1.\\tab}\\'e0\\u1179?{\\footnote n}\\par"
    "\\trowd\\clvmgf\\cellx9\\pard\\intbl y\\cell\\row\\pard{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt z}}}",
]

BRAILLES = ["  ,! p ( ? c.try1 #be ye>s ago4            #a\n\x0c  ,9 ! m>n+ -\n!y                 #b\n",
            "<pef><body><volume><section><page><row>⠃⠥⠇⠀⠚⠁⠎⠹⠁</row></page></section></volume></body></pef>"]

CHAPTERS = [
    "<html xmlns='http://www.w3.org/1999/xhtml' lang='kk'><body><h1 id='a'>Бірінші сөз</h1><p>Ғылым <b>таппай</b> мақтанба.<br/>Орын таппай.</p>"
    "<table><caption>Кесте</caption><tr><th scope='col'>А</th><th>Б</th></tr><tr><td rowspan='2'>1</td><td colspan='2'>2</td></tr></table></body></html>",
    "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><body><p>x<a epub:type='noteref' href='#n'>1</a></p>"
    "<math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mi>a</mi><msup><mi>x</mi><mn>2</mn></msup></mfrac><mtable><mtr><mtd><mo>&#x2211;</mo></mtd></mtr></mtable></math>"
    "<aside epub:type='footnote' id='n'><p>2</p></aside><details><summary>s</summary><img src='a.png' alt='b'/></details><pre>let  a;\n b</pre></body></html>",
]
SETTINGS = [
    'language = "kk"\nsingle-letter-keys = true\n[appearance]\ntext-size = 48.0\nscale = 300\n[voice]\nrate = 30\n[voice.voices]\nkk = "Aru"\n',
    'text-size = 4000.0\nscale = 7\n[page]\nmeasure = 900\n[voice]\nrate = 127\n[recording]\nspeed = 137\nvolume = 999\n',
]
PLACES = ['{"href":"OEBPS/a.xhtml","locations":{"fragments":["x"],"progression":0.5,"totalProgression":0.5},"text":{"before":"мақ","highlight":"Орын","after":" тап"}}',
          "Ғылым", "«ел»", "ёлка"]

TRAVELLING = [
    '{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationCollection","total":1,"first":{"type":"AnnotationPage","items":[{"id":"urn:uuid:1",'
    '"type":"Annotation","motivation":"commenting","target":{"source":"a.xhtml","selector":[{"type":"TextQuoteSelector","exact":"Орын"}]},'
    '"oqyrman":{"urn":"urn:uuid:1","kind":"note","locator":{"href":"a.xhtml","locations":{"progression":0.5}},"progress":0.5,"text":"Орын","note":"ойлан",'
    '"created":"2026-11-01T10:00:00Z"}}]}}',
    '{"modified":"2026-11-01T10:00:00Z","progression":0.5,"device":{"id":"urn:uuid:1","name":"Desk"},"title":"x","references":["a.xhtml#:~:text=a-,b,-c"],'
    '"locator":{"href":"a.xhtml","locations":{"fragments":["x"],"totalProgression":0.5},"text":{"highlight":"Орын"}}}',
    '{"name":"Айгүл","email":"a@example.kz","loans":{"total":10,"available":7},"holds":{"total":3,"available":-1}}',
]


def zipped(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.name != "expected.txt":
                book.write(file, file.relative_to(folder).as_posix())
    return out.getvalue()


def files(folder, *endings):
    return [file.read_bytes() for file in sorted(folder.rglob("*")) if file.name.endswith(endings)]


def recording():
    """A zip of sounds with a list of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("manifest.json", '{"@context":"https://readium.org/webpub-manifest/context.jsonld","metadata":{"title":"x"},'
                      '"readingOrder":[{"href":"1.mp3","type":"audio/mpeg","duration":5}],"toc":[{"href":"1.mp3#t=1","title":"a"}]}')
        book.writestr("1.mp3", (FIXTURES / "audio" / "constant.mp3").read_bytes()[:20000])
    return out.getvalue()


def small(sounds):
    """The first part of each: what they say of themselves, and some packets."""
    return [sound[:LONGEST // 2] for sound in sounds]


SEEDS = {
    "file": lambda: [zipped(folder) for folder in sorted((FIXTURES / "epub").iterdir()) if folder.is_dir()] + [recording()],
    "markup": lambda: [text.encode() for text in CHAPTERS] + files(FIXTURES / "epub", ".xhtml", ".html"),
    "package": lambda: files(FIXTURES / "epub", ".opf"),
    "navigation": lambda: files(FIXTURES / "epub", ".ncx") + [(FIXTURES / "epub/structures/OEBPS/nav.xhtml").read_bytes()],
    "overlay": lambda: [text.encode() for text in SMILS],
    "ncc": lambda: [text.encode() for text in NCCS],
    "smil": lambda: [text.encode() for text in SMILS],
    "ncx": lambda: files(FIXTURES / "epub", ".ncx") + [text.encode() for text in NCXS],
    "dtbook": lambda: [text.encode() for text in DTBOOKS],
    "fictionbook": lambda: [text.encode() for text in FICTIONBOOKS] + files(FIXTURES / "texts", ".fb2"),
    "text": lambda: [text.encode() for text in TEXTS] + files(FIXTURES / "texts", ".txt"),
    "page": lambda: [text.encode() for text in PAGES],
    "markdown": lambda: [text.encode() for text in MARKDOWNS],
    "recognised": lambda: [text.encode() for text in RECOGNISED],
    "docx": lambda: [text.encode() for text in DOCUMENTS],
    "odt": lambda: [text.encode() for text in OPEN_DOCUMENTS],
    "rtf": lambda: [text.encode() for text in RICH_TEXTS] + [file[6:] for file in files(FIXTURES / "office", ".rtf")],
    "braille": lambda: [text.encode() for text in BRAILLES],
    "sound": lambda: small(files(FIXTURES / "audio", ".mp3", ".ogg", ".opus", ".flac", ".aac-units")) + [recording()],
    "pdf": lambda: files(FIXTURES / "pdf", ".pdf"),
    "catalogue": lambda: files(FIXTURES / "feeds", ".xml", ".json"),
    "service": lambda: files(FIXTURES / "dodp", ".resp.xml"),
    "sign-in": lambda: [file.read_bytes() for file in sorted((FIXTURES / "feeds").glob("sign-in-*.json"))],
    "settings": lambda: [text.encode() for text in SETTINGS],
    "places": lambda: [text.encode() for text in PLACES],
    "travelling": lambda: [text.encode() for text in TRAVELLING],
}


def build():
    """The driver, with counters in all that it holds. In a build folder of its own: nothing else is built like this."""
    environment = dict(os.environ, CARGO_ENCODED_RUSTFLAGS="\x1f".join([*FLAGS, "--cfg", "fuzzing"]))
    environment["CARGO_TARGET_DIR"] = str(PLACE / "build")
    # A target that is named keeps the counters out of build scripts.
    host = re.search(r"host: (\S+)", subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout)[1]
    subprocess.run(["cargo", "build", "--release", "--locked", "--target", host], cwd=HERE, env=environment, check=True)
    return PLACE / "build" / host / "release" / "oqyrman-fuzz"


def readers():
    return re.findall(r'^    \("([a-z-]+)", \w+\),$', (HERE / "src" / "readers.rs").read_text(), re.M)


def seeded(reader):
    folder = PLACE / "corpus" / reader
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[reader]()):
        (folder / f"seed-{number}").write_bytes(seed)
    # What was found once is a good place to look for more.
    for file in sorted((FIXTURES / "fuzzed" / reader).glob("*")):
        shutil.copy(file, folder / f"known-{file.name}")
    return folder


def start(program, reader, *arguments, **more):
    return subprocess.run([program, *arguments], env=dict(os.environ, OQYRMAN_FUZZ=reader), capture_output=True, errors="replace", **more)


def smaller(program, reader, find):
    """The find, cut down as far as it still does harm."""
    target = find.with_name("small-" + find.name)
    start(program, reader, str(find), "-minimize_crash=1", "-max_total_time=30", f"-timeout={SECONDS_EACH}", f"-rss_limit_mb={MEGABYTES}",
          f"-exact_artifact_path={target}")
    return target if target.exists() else find


def plain(word):
    """A word as libFuzzer's dictionaries spell it: ASCII, other bytes by their numbers."""
    return "".join(chr(byte) if byte < 128 else f"\\x{byte:02x}" for byte in word.replace('"', '\\"').encode())


def hunt(program, reader, seconds):
    corpus, found = seeded(reader), PLACE / "found" / reader
    shutil.rmtree(found, ignore_errors=True)
    found.mkdir(parents=True)
    known = []
    if reader in WORDS:
        words = PLACE / f"{reader}.words"
        words.write_text("".join(f'"{plain(word)}"\n' for word in WORDS[reader].split()))
        known = [f"-dict={words}"]
    # A find ends the run.
    outcome = start(program, reader, str(corpus), f"-max_total_time={seconds}", f"-timeout={SECONDS_EACH}", f"-rss_limit_mb={MEGABYTES}",
                    f"-max_len={LONGEST}", f"-artifact_prefix={found}/", "-print_final_stats=1", "-detect_leaks=0", *known)
    (found / "log.txt").write_text(outcome.stdout + outcome.stderr)
    number = lambda name: (re.findall(rf"{name}:\s*(\d+)", outcome.stderr) or ["?"])[-1]
    edges = (re.findall(r"cov: (\d+)", outcome.stderr) or ["?"])[-1]
    finds = [find for find in sorted(found.glob("*-*")) if find.suffix != ".txt" and not find.name.startswith(("slow-unit", "small-"))]
    if outcome.returncode and not finds:
        raise SystemExit(f"{reader} did not run:\n{outcome.stderr[-3000:]}")
    print(f"{reader}: {number('stat::number_of_executed_units')} tries, {edges} edges, {number('stat::peak_rss_mb')} MB at most, "
          + (f"{len(finds)} found" if finds else "nothing found"), flush=True)
    for find in finds:
        print(f"  {smaller(program, reader, find)}: {cause(outcome.stderr)}", flush=True)
    return finds


def keep():
    """A part of each reader's corpus, of all sizes up to some kilobytes, in one file that is the same each time."""
    with zipfile.ZipFile(FIXTURES / "fuzzed" / "corpus.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kept:
        for reader in sorted((PLACE / "corpus").iterdir()):
            tries = sorted((path.stat().st_size, path.name, path) for path in reader.iterdir())
            tries = [path for size, _, path in tries if size <= KEPT_BYTES]
            for path in tries[:: max(1, -(-len(tries) // KEPT_TRIES))]:
                kept.writestr(zipfile.ZipInfo(f"{reader.name}/{path.name}"), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return 0


def cause(log):
    panicked = re.search(r"panicked at .*\n.*", log)
    error = re.search(r"ERROR: libFuzzer: .*", log)
    return (panicked or error)[0].replace("\n", " ") if panicked or error else "no cause told"


def main(names):
    if names == ["--keep"]:
        return keep()
    if shutil.which("cargo") is None:
        raise SystemExit("cargo is needed")
    chosen = [reader for reader in readers() if not names or any(name in reader for name in names)]
    if not chosen:
        raise SystemExit(f"no such reader; there are {', '.join(readers())}")
    if unseeded := [reader for reader in chosen if reader not in SEEDS]:
        raise SystemExit(f"nothing to begin with for {', '.join(unseeded)}")
    program = build()
    if os.environ.get("FUZZ_BUILD_ONLY"):
        return 0
    seconds = max(1, int(os.environ.get("FUZZ_SECONDS", "300")) // len(chosen))
    finds = [find for reader in chosen for find in hunt(program, reader, seconds)]
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
