using System.Security.Cryptography;
using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>A.4 to A.7: domain, additional-attributes, review and originator signatures, and what their certificates are worth.</summary>
internal static class SignatureCases
{
    private const string Acme = "acme.example";

    public static void Add(CaseList list)
    {
        Certificates(list, list.World);
        Trust(list, list.World);
        Reviews(list, list.World);
        AdditionalAttributes(list, list.World);
        SigningCertificates(list, list.World);
        Requests(list, list.World);
    }

    private static Message Domain(Identity signer, string fact = "trusted") => Message.Text().Null().Signed(signer, info => info.Types(DomainSig).CertificateFact = fact);

    private static void Certificates(CaseList list, World world)
    {
        DateTimeOffset noon = SignerSpec.Noon;
        list.Classify("cert-expired", "DS-DSV-07 CERT-13 AR-01", "The certificate expired a second before.", Domain(world.Variant("expired", shape => shape.NotAfter = noon.AddSeconds(-1)), "expired")).Is("fail", "F-CERT-EXPIRED").Expect("smimeResult", "fail");
        list.Classify("cert-expires-now", "DS-DSV-07 CERT-13", "The certificate's last second: still valid (RFC 5280 section 4.1.2.5).", Domain(world.Variant("expires-now", shape => shape.NotAfter = noon))).Pass(Acme);
        list.Classify("cert-not-yet-valid", "DS-DSV-07 CERT-13", "The certificate becomes valid a second later.", Domain(world.Variant("not-yet-valid", shape => shape.NotBefore = noon.AddSeconds(1)), "notYetValid")).Is("fail", "F-CERT-NOT-YET-VALID");
        list.Classify("cert-at-another-time", "DS-DSV-07 CERT-13", "The same message looked at in 2046.", Domain(world.AcmeSigner, "expired")).In("partner-without-crl").Give("at", "2046-01-01T00:00:00Z").Is("fail", "F-CERT-EXPIRED");
        Unsuitable("cert-key-usage-encipherment", "CERT-09", "A key usage without signing.", shape => shape.KeyUsage = [2]);
        Unsuitable("cert-key-usage-cert-sign", "CERT-09", "A key usage for certificates alone.", shape => shape.KeyUsage = [5]);
        Unsuitable("cert-purpose-server", "CERT-10", "An extended key usage for web servers.", shape => shape.ExtendedKeyUsage[0] = "1.3.6.1.5.5.7.3.1");
        Unsuitable("cert-critical-unknown", "CERT-11", "A critical extension that nobody knows.", shape => shape.MoreExtensions.Add(CertificateShape.Extension("1.3.6.1.4.1.99999.3", critical: true, Der.Null)));
        Suitable("cert-key-usage-absent", "CERT-09", "No key usage allows everything.", shape => shape.KeyUsage = null);
        Suitable("cert-key-usage-non-repudiation", "CERT-09", "nonRepudiation alone is enough.", shape => shape.KeyUsage = [1]);
        Suitable("cert-purpose-any", "CERT-10", "anyExtendedKeyUsage.", shape => shape.ExtendedKeyUsage[0] = "2.5.29.37.0");
        Suitable("cert-purpose-absent", "CERT-10", "No extended key usage.", shape => shape.ExtendedKeyUsage.Clear());
        Suitable("cert-unknown-not-critical", "CERT-11", "An extension that nobody knows and that is not critical.", shape => shape.MoreExtensions.Add(CertificateShape.Extension("1.3.6.1.4.1.99999.3", critical: false, Der.Null)));
        list.Classify("cert-small-key", "SM-ALG-03 AR-01", "An RSA key of 1024 bits.", Message.Text().Null().Signed(world.Variant("small", _ => { }, key: "small-rsa"), DomainSig)).Is("policy", "F-KEY-SMALL").Expect("smimeResult", "policy");
        list.Classify("sha1-signature", "SEC-HIS-02", "A signature with SHA-1.", Message.Text().Null().Signed(world.AcmeRsaSigner, signer => signer.Types(DomainSig).Hash = HashAlgorithmName.SHA1)).Is("policy", "F-ALG-WEAK");
        list.Classify("sha1-signature-allowed", "SEC-HIS-02", "A signature with SHA-1 where that is allowed.", Message.Text().Null().Signed(world.AcmeRsaSigner, signer => signer.Types(DomainSig).Hash = HashAlgorithmName.SHA1))
            .Give("options", Option("acceptSha1", true)).Pass(Acme, null, "F-ALG-WEAK");

        void Unsuitable(string id, string requirements, string note, Action<CertificateShape> change) => list.Classify(id, requirements + " DS-DSV-07", note, Domain(world.Variant(id, change), "unsuitable")).Is("policy", "F-CERT-UNSUITABLE");

        void Suitable(string id, string requirements, string note, Action<CertificateShape> change) => list.Classify(id, requirements, note, Domain(world.Variant(id, change))).Pass(Acme);
    }

    private static void Trust(CaseList list, World world)
    {
        Identity stranger = world.Variant("stranger", _ => { }, world.StrangerRoot);
        list.Classify("trust-unknown-root", "DS-DSV-07 SEC-DOM-03", "The path leads to a root that came along and is nobody's anchor.", Message.Text().Null().Signed(layer =>
        {
            layer.MoreCertificates.Add(world.StrangerRoot.Certificate);
            layer.By(stranger, signer => signer.Types(DomainSig).CertificateFact = "untrusted");
        })).Is("policy", "F-CERT-UNTRUSTED");
        list.Classify("trust-issuer-missing", "DS-DSV-07 AR-01", "The issuer's certificate cannot be had.", Domain(stranger, "untrusted")).Is("permerror", "F-CERT-UNTRUSTED").Expect("smimeResult", "permerror");
        list.Classify("trust-certificate-missing", "DS-DSV-07 AR-01", "The signer's certificate neither came along nor is in the directory.", Message.Text().Null().Signed(layer =>
        {
            layer.IncludesCertificates = false;
            layer.By(world.AcmeSigner, signer =>
            {
                signer.Types(DomainSig).CertificateFact = "missing";
                signer.SignatureFact = "unverifiable";
            });
        })).In("partner-without-members").Is("permerror", "F-CERT-MISSING").Expect("smimeResult", "permerror");
        list.Classify("revoked", "DS-DSV-07 AR-01 CERT-13", "The signer's certificate is revoked.", Domain(world.AcmeSigner, "revoked")).In("partner-signer-revoked").Is("fail", "F-REV-REVOKED").Expect("smimeResult", "fail");
        list.Classify("revocation-unknown", "DS-DSV-07 AR-01 CERT-12", "The only revocation list is out of date.", Domain(world.AcmeSigner, "revocationUnknown")).In("partner-stale-crl").Is("temperror", "F-REV-UNKNOWN").Expect("smimeResult", "temperror");
        list.Classify("revocation-none", "DS-DSV-07", "Nowhere is a source of revocation: not practised, and said so.", Domain(world.AcmeSigner)).In("partner-without-crl").Pass(Acme, null, "F-REV-NONE");
        list.Classify("revocation-required", "DS-DSV-07 CERT-12", "Nowhere is a source of revocation, and it is required.", Domain(world.AcmeSigner, "revocationUnknown")).In("partner-without-crl").Give("options", Option("revocation", "required")).Is("temperror", "F-REV-UNKNOWN");
        Identity below = world.Variant("below-sub-ca", _ => { }, world.SubCa);
        list.Classify("trust-intermediate", "DS-DSV-07", "An intermediate authority came along.", Message.Text().Null().Signed(layer =>
        {
            layer.MoreCertificates.Add(world.SubCa.Certificate);
            layer.By(below, DomainSig);
        })).In("partner-without-crl").Pass(Acme);
        list.Classify("trust-intermediate-missing", "DS-DSV-07", "An intermediate authority did not come along.", Domain(world.Variant("below-missing-sub-ca", _ => { }, world.SubCa), "untrusted")).In("partner-without-crl").Is("permerror", "F-CERT-UNTRUSTED");
        list.Classify("shared-domain", "SEC-DOM-02", "A domain whose mailboxes belong to strangers has no authorities.", Domain(world.AcmeSigner)).Give("options", Option("sharedDomains", new[] { Acme })).Is("policy", "F-MAP-PUBLIC-SUFFIX");
    }

    private static void Reviews(CaseList list, World world)
    {
        Message domain = Message.Text().Null().Signed(world.AcmeSigner, DomainSig);
        list.Classify("review-over-domain", "DS-REV-01 DS-REV-05", "A review around a domain signature: the domain is established, released by a reviewer.", domain.Signed(world.AcmeReview, ReviewSig)).Pass(Acme);
        list.Classify("review-over-author", "DS-REV-01", "A review around an author's signature.", Message.Text().ClearSigned(world.Alice).Signed(world.AcmeReview, ReviewSig)).Pass(null, "alice@acme.example");
        list.Classify("review-twice", "DS-REV-05", "Two reviewers of two domains.", domain.Signed(world.AcmeReview, ReviewSig).Signed(world.PartnerReview, ReviewSig)).Pass(Acme);
        list.Classify("review-over-encryption", "DS-REV-06 DS-STA-10", "RFC 3183's own example: a review of encrypted mail, with an empty layer for it to encapsulate.", Message.Text().Signed(world.Alice).Encrypted(world.Bob, isOurs: false).Null().Signed(world.AcmeReview, ReviewSig))
            .Is("none", "F-OPAQUE", "F-ENC-WITHOUT-DS");
        list.Classify("review-invalid-outside", "DS-REV-01 DS-ENC-06", "A review that does not verify around a valid domain signature fails the message.", domain.Signed(world.AcmeReview, signer =>
        {
            signer.Types(ReviewSig).AltersSignature = true;
            signer.SignatureFact = "invalid";
        })).Is("fail", "F-SIG-INVALID");
        Identity misnamed = world.Issue("variant-reviewer", new CertificateShape { Subject = "C=US, O=Acme, CN=reviewer", Emails = ["review-authority@acme.example"] }, key: "variant");
        list.Classify("review-misnamed-outside", "DS-REV-03 DS-REV-01", "A misnamed reviewer around a valid domain signature is flagged and changes nothing about the origin.", domain.Signed(misnamed, signer => signer.Types(ReviewSig).Verdict = "policy")).Pass(Acme, null, "F-NAME-CN");
        list.Classify("domain-over-review", "DS-REV-05 DS-DSG-08", "A domain signature around a review.", Message.Text().Null().Signed(world.AcmeReview, ReviewSig).Signed(world.AcmeSigner, DomainSig)).Pass(Acme);
    }

    private static void AdditionalAttributes(CaseList list, World world)
    {
        Message domain = Message.Text().Null().Signed(world.AcmeSigner, DomainSig);
        list.Classify("attributes-over-domain", "DS-AAT-01 DS-AAT-05", "Additional attributes around a domain signature.", domain.Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).With(Attributes.ContentHints(Data)))).Pass(Acme);
        list.Classify("attributes-over-author", "DS-AAT-02", "Additional attributes around an author's signature authenticate nobody; the author's does.", Message.Text().Signed(world.Alice).Signed(world.AcmeAttributes, AddAttribSig)).Pass(null, "alice@acme.example");
        list.Classify("attributes-twice", "DS-AAT-09", "Two additional-attributes signatures.", domain.Signed(world.AcmeAttributes, AddAttribSig).Signed(world.AcmeAttributes, AddAttribSig)).Pass(Acme);
        list.Classify("attributes-under-domain", "DS-AAT-01 DS-DSG-08", "Additional attributes under a domain signature.", Message.Text().Null().Signed(world.AcmeAttributes, AddAttribSig).Signed(world.AcmeSigner, DomainSig)).Pass(Acme);
    }

    private static void SigningCertificates(CaseList list, World world)
    {
        Identity signer = world.AcmeSigner;
        byte[] wrong = SHA256.HashData("another certificate"u8);
        Good("ess-v2", "ESS-SCV-02", "signingCertificateV2 with its default hash.", Attributes.SigningCertificateV2(signer));
        Good("ess-v2-explicit", "ESS-SCV-04", "signingCertificateV2 with SHA-256 spelt out.", Attributes.SigningCertificateV2(signer, Sha256));
        Good("ess-v2-explicit-null", "ESS-SCV-04", "signingCertificateV2 with SHA-256 spelt out and NULL parameters.", Attributes.SigningCertificateV2(signer, explicitAlgorithm: Der.Algorithm(Sha256, Der.Null)));
        Good("ess-v2-sha384", "ESS-SCV-05", "signingCertificateV2 with SHA-384.", Attributes.SigningCertificateV2(signer, Sha384));
        Good("ess-v1", "ESS-SCV-02", "signingCertificate with SHA-1, as RFC 2634 had it.", Attributes.SigningCertificate(signer));
        Good("ess-both", "ESS-SCV-06", "Both attributes, in agreement.", Attributes.SigningCertificate(signer), Attributes.SigningCertificateV2(signer));
        Bad("ess-v2-other-certificate", "ESS-SCV-02 SEC-CMS-06", "signingCertificateV2 of another certificate: the signature is invalid.", Attributes.SigningCertificateV2(signer, hash: wrong));
        Bad("ess-v1-other-certificate", "ESS-SCV-02 SEC-CMS-06", "signingCertificate of another certificate.", Attributes.SigningCertificate(signer, wrong[..20]));
        Bad("ess-conflict", "ESS-SCV-06", "The two attributes name different certificates.", Attributes.SigningCertificate(signer), Attributes.SigningCertificateV2(signer, hash: wrong));
        Identity twin = world.Variant("twin", shape => shape.KeyUsage = [1]);
        Identity first = world.Variant("twin-first", _ => { });
        list.Classify("ess-twin-selected", "ESS-SCV-03 ESS-SCV-08", "Two certificates of one key and one key identifier: the attribute selects the second.", Message.Text().Null().Signed(layer =>
        {
            layer.MoreCertificates.Add(first.Certificate);
            layer.By(twin, info =>
            {
                info.Types(DomainSig).With(Attributes.SigningCertificateV2(twin));
                info.UsesKeyIdentifier = true;
            });
        })).Pass(Acme);

        void Good(string id, string requirements, string note, params byte[][] attributes) => list.Classify(id, requirements, note, Message.Text().Null().Signed(signer, info => info.Types(DomainSig).With(attributes))).Pass(Acme);

        void Bad(string id, string requirements, string note, params byte[][] attributes) => list.Classify(id, requirements, note, Message.Text().Null().Signed(signer, info =>
        {
            info.Types(DomainSig).With(attributes);
            info.SignatureFact = "invalid";
        })).Is("fail", "F-SIG-INVALID");
    }

    /// <summary>What a domain signs, and what it refuses to.</summary>
    private static void Requests(CaseList list, World world)
    {
        LayerFact ds = Made.Domain(world);
        Message plain = Message.Text();
        Message author = plain.ClearSigned(world.Alice);
        Made.Sign(list, "sign-plain", "DS-DSG-01 DS-DSG-02 DS-DSG-07 DS-ENC-05 DS-ENC-07 DS-STA-01", "An unsigned message gets an empty layer first.", plain, "applied", [ds, Made.Null]);
        Made.Sign(list, "sign-plain-protects-header", "HP-02 HP-01", "Where the domain makes the payload itself, the header fields go into it (RFC 9788).", plain, "applied", [ds, Made.Null]).Expect("headerProtection", "rfc9788");
        Made.Sign(list, "sign-author", "DS-DSG-03 DS-ENC-02 DS-ENC-06", "A signed message is encapsulated as it is.", author, "applied", [ds, .. author.Layers]).Covering(author.Entity);
        Made.Sign(list, "sign-author-evidence", "DS-DSG-02", "The author's own signature is the evidence.", author, "applied", [ds, .. author.Layers]).Give("request", Made.Request(evidence: "originatorSignature"));
        Made.Sign(list, "sign-clear", "DS-ENC-12 ESS-WRP-01", "The domain's layer as multipart/signed.", author, "applied", [ds, .. author.Layers]).Give("request", Made.Request(clear: true)).Covering(author.Entity);
        Made.Sign(list, "sign-second-domain-signature", "DS-DSG-08", "A second domain signature.", author.Signed(world.AcmeRsaSigner, DomainSig), "applied", [ds, Made.DomainBy(world.AcmeRsaSigner), .. author.Layers]);
        Made.Sign(list, "sign-no-evidence", "DS-DSG-02 DS-DSG-04", "Nobody says how the originator was authenticated.", plain, "refused").Give("request", Made.Request(evidence: "none"));
        Made.Sign(list, "sign-evidence-missing", "DS-DSG-02 DS-DSG-04", "The author's signature is to be the evidence, and there is none.", plain, "refused").Give("request", Made.Request(evidence: "originatorSignature"));
        Made.Sign(list, "sign-evidence-other-author", "DS-DSG-02 DS-DSG-04", "The author's signature is to be the evidence, and it is somebody else's.", plain.Signed(world.Carol), "refused").Give("request", Made.Request(evidence: "originatorSignature"));
        Made.Sign(list, "sign-foreign-sender", "DS-DSG-01 DS-DSG-04 SEC-DOM-04", "From is of another domain.", Message.Text("x@other.example"), "refused");
        Made.Sign(list, "sign-sub-domain", "DS-DSG-01 DS-NAM-06", "From is of a domain below.", Message.Text("dora@sales.acme.example"), "applied", [ds, Made.Null]);
        Made.Sign(list, "sign-two-authors-one-foreign", "DS-DSG-01 DS-NAM-30", "One of two authors is of another domain.", plain.WithFrom("alice@acme.example, eve@evil.example"), "refused");
        Made.Sign(list, "sign-no-from", "DS-DSG-01 DS-NAM-30", "No From field.", plain.WithHeader(Message.FieldsWithoutFrom()), "refused");
        Made.Sign(list, "sign-invalid-author", "DS-DSG-03 DS-DSG-04", "The signature present does not verify.", plain.Signed(world.Alice, signer => signer.AltersSignature = true), "refused");
        Made.Sign(list, "sign-unverifiable-author", "DS-DSG-03 DS-DSG-04", "The signature present could not be verified.", plain.Signed(world.Alice, signer => signer.SignatureAlgorithm = Der.Algorithm("1.3.6.1.4.1.99999.2")), "refused");
        Made.Sign(list, "sign-untrusted-author", "DS-DSG-03 DS-DSG-04", "The signature present is of a certificate that is not trusted.", plain.Signed(world.Issue("stranger-alice", World.PersonShape("C=US, O=Acme, CN=Alice", "alice@acme.example"), world.StrangerRoot, "variant")), "refused");
        Made.Sign(list, "sign-review", "DS-REV-02 DS-REV-04 DS-ENC-05", "A review signature.", plain, "applied", [Made.By(world.AcmeReview, ReviewSig), Made.Null]).Give("request", Made.Request(type: "review"));
        Made.Sign(list, "sign-attributes", "DS-AAT-03 DS-STA-08 DS-ENC-05", "An additional-attributes signature.", plain, "applied", [Made.By(world.AcmeAttributes, AddAttribSig), Made.Null]).Give("request", Made.Request(type: "addAttrib"));
        foreach ((string name, Action<CertificateShape> change) in ((string, Action<CertificateShape>)[])
        [
            ("cn", shape => shape.Subject = "C=US, O=Acme, CN=gateway"), ("cn-twice", shape => shape.Subject = "C=US, O=Acme, CN=domain-signing-authority, CN=gateway"),
            ("address", shape => shape.Emails[0] = "gateway@acme.example"), ("domain", shape => shape.Emails[0] = "domain-signing-authority@other.example"),
            ("suffix", shape => shape.Emails[0] = "domain-signing-authority@example"),
        ])
        {
            Identity own = world.Issue("own-wrong-" + name, Changed(World.RoleShape(World.DomainSigning, Acme, "Acme"), change), key: "variant");
            list.Communities.Add(new Community("acme-wrong-" + name, [world.Root], ["root"], [], [(Acme, World.DomainSigning, own)]));
            Made.Sign(list, "sign-own-wrong-" + name, "DS-NAM-14 DS-DSG-06 DS-NAM-18", "The signer's own certificate breaks the convention.", plain, "refused").In("acme-wrong-" + name);
        }
    }

    private static CertificateShape Changed(CertificateShape shape, Action<CertificateShape> change)
    {
        change(shape);
        return shape;
    }

    private static SortedDictionary<string, object> Option(string name, object value) => new(StringComparer.Ordinal) { [name] = value };
}
