using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>A.3: encapsulation and the null signature (RFC 3183 section 3), in DER and in BER.</summary>
internal static class EncapsulationCases
{
    private const string Acme = "acme.example";

    public static void Add(CaseList list)
    {
        World world = list.World;
        NullSignatures(list, world);
        Encapsulated(list, world);
        Broken(list, world);
        Encodings(list, world);
        Carriers(list, world);
    }

    private static void NullSignatures(CaseList list, World world)
    {
        Message plain = Message.Text();
        list.Classify("null-alone", "DS-ENC-03 DS-ENC-04 DS-ENC-07 DS-ENC-08 DS-ENC-09 DS-ENC-10", "An empty signature layer: read, and nobody signed it.", plain.Null()).Is("none", "F-NULL-ONLY").Expect("smimeResult", "none");
        list.Classify("null-in-null", "DS-ENC-09", "Two empty layers are as unsigned as one.", plain.Null().Null()).Is("none", "F-NULL-ONLY");
        list.Classify("null-alone-ber", "DS-ENC-03 DS-ENC-10", "An empty signature layer in BER.", plain.Null(Form.Indefinite)).Is("none", "F-NULL-ONLY");
        Message empty = Message.OfEntity(Message.FieldsOf(), []);
        list.ClassifyBare("null-golden", "DS-ENC-03 DS-ENC-07", "The empty signature layer over empty content, 302706092a864886f70d010702a01a30180201013100300f06092a864886f70d010701a00204003100.", empty.Null())
            .Is("none", "F-NULL-ONLY").DoesNotSay("originator");
        byte[] bag = Der.Sequence(Der.Oid(SignedData), Der.Explicit(0, Der.Sequence(
            Der.Integer(1), Der.Set(), Der.Sequence(Der.Oid(Data)), Der.Explicit(0, world.AcmeSigner.Certificate), Der.Set())));
        list.Classify("certs-only", "DS-ENC-08 SM-MIM-13", "No signers and no content either: a bag of certificates is no null signature.", plain.Carrying(bag, "certs-only", new LayerFact("", "certsOnly", "pkcs7-mime", "der"), keepInner: false))
            .Is("none").DoesNotSay("structure").Expect("structure", "?");
        list.Classify("plain", "DS-ENC-09 AR-01", "No security layer at all.", plain).Is("none").Expect("smimeResult", "none");
    }

    private static void Encapsulated(CaseList list, World world)
    {
        Message signed = Message.Text().ClearSigned(world.Alice);
        Message domain = signed.Signed(world.AcmeSigner, DomainSig);
        list.Classify("encapsulate-author", "DS-DSV-04 DS-DSV-03 DS-ENC-01", "A domain signature over an author's.", domain).Pass(Acme, "alice@acme.example");
        list.Classify("encapsulate-inner-only", "DS-ENC-01 ESS-WRP-04", "Triple wrapped, the inner signature encapsulated.", domain.Encrypted(world.PartnerDca).Signed(world.Carol)).Pass(Acme, "alice@acme.example");
        list.Classify("encapsulate-outer-only", "DS-ENC-01 ESS-WRP-04", "Triple wrapped, the outer signature encapsulated.", signed.Encrypted(world.PartnerDca).Signed(world.Carol).Signed(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("encapsulate-both", "DS-ENC-01 DS-DSG-08 ESS-WRP-04", "Triple wrapped, both signatures encapsulated.", domain.Encrypted(world.PartnerDca).Signed(world.Carol).Signed(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("encapsulate-neither", "DS-ENC-01 ESS-WRP-04 DS-CRY-10", "Triple wrapped without a domain signature.", signed.Encrypted(world.PartnerDca).Signed(world.Alice)).Pass(null, "alice@acme.example", "F-ENC-WITHOUT-DS");
        list.Classify("encapsulate-two-domains", "DS-DSG-08", "Two hops signed: the outer one decides.", domain.WithFrom("alice@acme.example").Signed(world.AcmeRsaSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("encapsulate-foreign-second", "DS-DSG-08 DS-NAM-12", "The next hop's domain does not cover the sender: flagged, and the outer one decides.", domain.Signed(world.PartnerSigner, DomainSig)).Is("policy", "F-MAP-NOT-ASCENDANT");
        list.Classify("no-encapsulation-text", "DS-STA-10", "A domain signature straight over text.", Message.Text().Signed(world.AcmeSigner, DomainSig)).Is("policy", "F-NO-ENCAPSULATION");
        list.Classify("no-encapsulation-clear-text", "DS-STA-10", "A domain signature straight over text, multipart/signed.", Message.Text().ClearSigned(world.AcmeSigner, DomainSig)).Is("policy", "F-NO-ENCAPSULATION");
        list.Classify("no-encapsulation-encryption", "DS-STA-10", "A domain signature straight over encryption.", signed.Encrypted(world.PartnerDca).Signed(world.AcmeSigner, DomainSig)).Is("policy", "F-NO-ENCAPSULATION");
        list.Classify("no-encapsulation-review", "DS-STA-10 DS-REV-06", "A review signature straight over text.", Message.Text().Signed(world.AcmeReview, signer => signer.Types(ReviewSig).Verdict = "policy")).Is("none", "F-NO-ENCAPSULATION");
        list.Classify("no-encapsulation-attributes", "DS-STA-10", "An additional-attributes signature straight over text.", Message.Text().Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).Verdict = "policy")).Is("none", "F-NO-ENCAPSULATION");
        list.Classify("encapsulate-null-over-encryption", "DS-STA-10 DS-REV-06", "An empty layer over encryption makes a domain signature right.", signed.Encrypted(world.PartnerDca).Null().Signed(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Communities.Add(list.Communities[0] with { Name = "partner-direct-clear-signed", Peers = new(StringComparer.Ordinal) { [Acme] = new(StringComparer.Ordinal) { ["directClearSigned"] = true } } });
        list.Classify("direct-clear-signed-agreed", "DS-ENC-13", "For a peer that is known to sign directly, a missing encapsulation is tolerated and reported.", Message.Text().ClearSigned(world.AcmeSigner, DomainSig)).In("partner-direct-clear-signed").Pass(Acme, null, "F-NO-ENCAPSULATION");
        list.Classify("direct-clear-signed-other-rule", "DS-ENC-13 DS-NAM-12", "The tolerance is for encapsulation alone.", Message.Text("eve@evil.example").ClearSigned(world.EvilSigner, DomainSig)).In("partner-direct-clear-signed").Is("policy", "F-NO-ENCAPSULATION");
    }

    private static void Broken(CaseList list, World world)
    {
        Message author = Message.Text().Signed(world.Alice);
        list.Classify("bit-in-inner-signature", "DS-ENC-06", "One bit of the inner signature was flipped after the domain signed: the domain's fails.", Message.Text().Signed(world.Alice, signer =>
        {
            signer.AltersSignature = true;
            signer.SignatureFact = "invalid";
        }).Signed(world.AcmeSigner, signer =>
        {
            signer.Types(DomainSig).MessageDigest = System.Security.Cryptography.SHA256.HashData(author.Entity);
            signer.SignatureFact = "invalid";
        })).Is("fail", "F-SIG-INVALID").Allowing("F-INNER-INVALID");
        list.Classify("content-altered", "DS-ENC-06 AR-01", "The signed content was altered.", Message.Text().Null().Signed(world.AcmeSigner, signer =>
        {
            signer.Types(DomainSig).MessageDigest = new byte[32];
            signer.SignatureFact = "invalid";
        })).Is("fail", "F-SIG-INVALID").Expect("smimeResult", "fail");
        list.Classify("inner-invalid-under-domain", "DS-DSV-06 DS-DSV-05", "An invalid author's signature under a valid domain signature: both facts are reported.", Message.Text().Signed(world.Alice, signer =>
        {
            signer.AltersSignature = true;
            signer.SignatureFact = "invalid";
        }).Signed(world.AcmeSigner, DomainSig)).Pass(Acme, null, "F-SIG-INVALID", "F-INNER-INVALID");
        Message tampered = Message.Text().Signed(world.Alice, signer =>
        {
            signer.AltersSignature = true;
            signer.SignatureFact = "invalid";
        }).Signed(world.AcmeSigner, DomainSig);
        list.Classify("inner-invalid-required", "DS-DSV-05 DS-DSV-06", "The same where inner signatures are required to be valid.", tampered)
            .Give("options", new SortedDictionary<string, object>(StringComparer.Ordinal) { ["innerVerification"] = "require" }).Is("fail", "F-SIG-INVALID", "F-INNER-INVALID");
        list.Classify("inner-wrong-author", "DS-DSV-04 DS-DSV-03", "The author's signature is of somebody else than From: the domain is established, the originator is not.", Message.Text().Signed(world.Carol, signer => signer.Verdict = "policy").Signed(world.AcmeSigner, DomainSig))
            .Pass(Acme, null, "F-ADDR-MISMATCH");
        list.Classify("footer-on-clear-signed", "DS-ENC-12", "A mailing list added a footer to the multipart/signed domain layer: it breaks.", Message.Text().Null().Signed(layer =>
        {
            layer.IsClear = true;
            layer.AlterEntity = entity => [.. entity, .. "-- \r\nThe list\r\n"u8];
            layer.By(world.AcmeSigner, signer =>
            {
                signer.Types(DomainSig).SignatureFact = "invalid";
            });
        })).Is("fail", "F-SIG-INVALID");
        list.Classify("partial-signature", "SEC-WRP-01", "A domain signature on one part of a multipart covers a part of the message alone.", Message.OfEntity(Message.FieldsOf(), Mixed(Message.Text().Null().Signed(world.AcmeSigner, DomainSig))).As())
            .Is("none", "F-PARTIAL").DoesNotSay("structure").Expect("structure", "content");
    }

    private static void Encodings(CaseList list, World world)
    {
        foreach ((string name, Form form) in ((string, Form)[])[("indefinite", Form.Indefinite), ("indefinite-primitive", Form.IndefinitePrimitive), ("definite-chunks", Form.DefiniteChunks), ("deep-chunks", Form.DeepChunks)])
        {
            Message both = Message.Text().Null(form).Signed(layer =>
            {
                layer.Form = form;
                layer.By(world.AcmeSigner, DomainSig);
            });
            list.Classify("ber-" + name, "DS-ENC-10 CMS-BER-01 DS-STA-02", "Both layers in BER: lengths and strings of another form, the same message.", both).Pass(Acme);
            list.Classify("ber-" + name + "-author", "CMS-BER-01 DS-DSV-04", "An author's signature in BER under a domain's.", Message.Text().Signed(layer =>
            {
                layer.Form = form;
                layer.By(world.Alice);
            }).Signed(layer =>
            {
                layer.Form = form;
                layer.By(world.AcmeRsaSigner, DomainSig);
            })).Pass(Acme, "alice@acme.example");
        }

        list.Classify("ber-in-der", "CMS-BER-01 DS-ENC-10", "An empty layer in BER inside a domain signature in DER.", Message.Text().Null(Form.Indefinite).Signed(world.AcmeSigner, DomainSig)).Pass(Acme);
        list.Classify("der-in-ber", "CMS-BER-01", "An empty layer in DER inside a domain signature in BER.", Message.Text().Null().Signed(layer =>
        {
            layer.Form = Form.Indefinite;
            layer.By(world.AcmeSigner, DomainSig);
        })).Pass(Acme);
        list.Classify("ber-detached", "CMS-BER-01 ESS-WRP-03", "A detached signature in BER.", Message.Text().Null().Signed(layer =>
        {
            layer.Form = Form.Indefinite;
            layer.IsClear = true;
            layer.By(world.AcmeSigner, DomainSig);
        })).Pass(Acme);
        list.Classify("ber-attributes-long-length", "CMS-SD-07", "Signed attributes sent with a longer length than DER's: their DER is what is signed (RFC 5652 section 5.4).", Message.Text().Null().Signed(world.AcmeSigner, signer => signer.Types(DomainSig).SendsLongLengths = true)).Pass(Acme);
        list.Classify("ber-attributes-unsorted", "CMS-SD-07", "Signed attributes sent in another order than DER's: their DER is what is signed.", Message.Text().Null().Signed(world.AcmeSigner, signer => signer.Types(DomainSig).SendsSorted = false)).Pass(Acme);
        list.ClassifyBare("bare-domain-signature", "DS-ENC-11", "A bare CMS object: there is no From to map to.", Message.Text().Null().Signed(world.AcmeSigner, DomainSig)).Is("policy", "F-MAP-UNVERIFIABLE");
        list.ClassifyBare("bare-author-signature-ber", "CMS-BER-01", "A bare CMS object in BER of an author.", Message.Text().Signed(layer =>
        {
            layer.Form = Form.Indefinite;
            layer.By(world.Alice);
        })).Pass(null, "alice@acme.example");
    }

    private static void Carriers(CaseList list, World world)
    {
        Message text = Message.Text();
        list.Classify("clear-in-opaque", "ESS-WRP-03 DS-ENC-11", "multipart/signed inside application/pkcs7-mime.", text.ClearSigned(world.Alice).Signed(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("opaque-in-clear", "ESS-WRP-03 DS-ENC-12", "application/pkcs7-mime inside multipart/signed.", text.Signed(world.Alice).ClearSigned(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("clear-in-clear", "ESS-WRP-03 DS-ENC-12", "multipart/signed inside multipart/signed.", text.ClearSigned(world.Alice).ClearSigned(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("opaque-in-opaque", "ESS-WRP-03 ESS-WRP-01", "application/pkcs7-mime inside application/pkcs7-mime.", text.Signed(world.Alice).Signed(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("null-in-clear", "DS-ENC-12 DS-ENC-11", "An empty layer inside a multipart/signed domain layer.", text.Null().ClearSigned(world.AcmeSigner, DomainSig)).Pass(Acme);
        list.Classify("x-pkcs7-mime", "DS-ENC-11", "The media type of before 1999.", text.Null().Signed(layer =>
        {
            layer.MediaType = "application/x-pkcs7-mime";
            layer.By(world.AcmeSigner, DomainSig);
        })).Pass(Acme);
        list.Classify("direct-content-info", "DS-ENC-11 X4-01", "CMS in CMS without MIME between: a ContentInfo inside.", text.Null().SignedDirectly(world.AcmeSigner, asContentInfo: true, DomainSig)).Pass(Acme);
        list.Classify("direct-signed-data", "DS-ENC-11", "CMS in CMS without MIME between: eContentType id-signedData.", text.Null().SignedDirectly(world.AcmeSigner, asContentInfo: false, DomainSig)).Pass(Acme);
        list.Classify("direct-author", "DS-ENC-11 DS-DSV-04", "CMS in CMS without MIME between: an author's signature inside.", text.Signed(world.Alice).SignedDirectly(world.AcmeSigner, asContentInfo: false, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("compressed-inside", "ESS-WRP-04", "Compression between the signature layers and the text.", text.Compressed().Null().Signed(world.AcmeSigner, DomainSig)).Pass(Acme);
        list.Classify("signed-by-key-identifier", "CMS-SD-18", "The signer named by its key identifier.", text.Null().Signed(world.AcmeSigner, signer => signer.Types(DomainSig).UsesKeyIdentifier = true)).Pass(Acme);
        list.Classify("signed-ed25519", "DS-DSV-01", "A domain signature with Ed25519 (RFC 8419).", text.Null().Signed(world.AcmeEd25519Signer, DomainSig)).Pass(Acme);
        list.Classify("signed-rsa-sha512", "DS-DSV-01", "A domain signature with RSA and SHA-512.", text.Null().Signed(world.AcmeRsaSigner, signer => signer.Types(DomainSig).Hash = System.Security.Cryptography.HashAlgorithmName.SHA512)).Pass(Acme);
        list.Classify("certificate-from-directory", "DS-DSV-01", "The certificate did not come along; the directory has it.", text.Null().Signed(layer =>
        {
            layer.IncludesCertificates = false;
            layer.By(world.AcmeSigner, DomainSig);
        })).Pass(Acme);
    }

    private static string Mixed(Message part) =>
        "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n--mix\r\nContent-Type: text/plain\r\n\r\nPay at once!\r\n--mix\r\n" + System.Text.Encoding.Latin1.GetString(part.Entity) + "\r\n--mix--\r\n";
}
