using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>A.1: what an authority's certificate is called (RFC 3183 section 3.1.1).</summary>
internal static class NamingCases
{
    private const string Acme = "acme.example";

    public static void Add(CaseList list)
    {
        CommonNames(list);
        OtherRoles(list);
        Encodings(list);
        Addresses(list);
        International(list);
    }

    /// <summary>Alice's text in an empty signature layer, signed by the certificate in question.</summary>
    public static Message SignedBy(Identity signer, string from = "alice@acme.example") => Message.Text(from).Null().Signed(signer, DomainSig);

    private static Message ByVariant(CaseList list, string name, Action<CertificateShape> change) => SignedBy(list.World.Variant(name, change));

    private static void CommonNames(CaseList list)
    {
        list.Classify("nam-cn-role", "DS-NAM-01 DS-NAM-04 DS-NAM-05 DS-NAM-06 DS-NAM-18 DS-STA-02 DS-STA-03 DS-DSV-01 DS-DSV-03 DS-NAM-17", "A domain signature as RFC 3183 describes it: name, address and mapping hold.", SignedBy(list.World.AcmeSigner))
            .Pass(Acme);
        list.Classify("nam-cn-capitals", "DS-NAM-01 DS-NAM-20", "The role name in other case.", ByVariant(list, "capitals", shape => shape.Subject = "C=US, O=Acme, CN=Domain-Signing-Authority"))
            .Pass(Acme);
        Bad("nam-cn-suffix", "DS-NAM-01", "The role name with something after it.", "C=US, O=Acme, CN=domain-signing-authority.");
        Bad("nam-cn-prefix", "DS-NAM-01", "The role name with something before it.", "C=US, O=Acme, CN=x-domain-signing-authority");
        Bad("nam-cn-blanks", "DS-NAM-01 DS-NAM-20", "The role name with blanks for hyphens.", "C=US, O=Acme, CN=domain signing authority");
        Bad("nam-cn-other", "DS-NAM-01 DS-STA-12", "A common name that is nobody's role.", "C=US, O=Acme, CN=Acme mail gateway");
        Bad("nam-cn-wildcard", "DS-NAM-31", "An asterisk stands for nothing.", "C=US, O=Acme, CN=*");
        Bad("nam-cn-none", "DS-NAM-04", "No common name.", "C=US, O=Acme");
        Bad("nam-cn-two", "DS-NAM-04", "Two common names, the role's first.", "C=US, O=Acme, CN=domain-signing-authority, CN=Acme");
        Bad("nam-cn-two-same", "DS-NAM-04", "The role name as common name twice.", "C=US, O=Acme, CN=domain-signing-authority, CN=domain-signing-authority");
        Bad("nam-cn-two-in-rdn", "DS-NAM-04", "Two common names in one RDN.", "C=US, O=Acme, CN=domain-signing-authority + CN=Acme");
        list.Classify("nam-cn-multivalued", "DS-NAM-04", "One common name in an RDN with a serial number: exactly one CN all the same.", ByVariant(list, "multivalued", shape => shape.Subject = "C=US, O=Acme, CN=domain-signing-authority + SN=7"))
            .Pass(Acme);

        void Bad(string id, string requirements, string note, string subject) =>
            list.Classify(id, requirements + " DS-NAM-16 DS-DSV-02", note, ByVariant(list, id, shape => shape.Subject = subject)).Is("policy", "F-NAME-CN");
    }

    private static void OtherRoles(CaseList list)
    {
        World world = list.World;
        Message inner = Message.Text().Null();
        list.Classify("nam-review", "DS-NAM-02 DS-REV-01 DS-REV-02 DS-REV-04 DS-STA-02", "A review signature: approved for release, and no word about the originator.", inner.Signed(world.AcmeReview, signer => signer.Types(ReviewSig).Verdict = "pass"))
            .Is("none");
        list.Classify("nam-attributes", "DS-NAM-03 DS-AAT-02 DS-AAT-03 DS-STA-02", "An additional-attributes signature: no word about the originator.", inner.Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).Verdict = "pass"))
            .Is("none");
        list.Classify("nam-review-third-domain", "DS-NAM-13", "A reviewer of another domain breaks no rule: no mapping applies.", inner.Signed(world.PartnerReview, signer => signer.Types(ReviewSig).Verdict = "pass"))
            .Is("none");
        Identity third = world.Issue("third-attributes", World.RoleShape(World.Attribute, "third.example", "Third"), key: "variant");
        list.Classify("nam-attributes-third-domain", "DS-NAM-13", "An attribute authority of another domain breaks no rule.", inner.Signed(third, signer => signer.Types(AddAttribSig).Verdict = "pass"))
            .Is("none");

        Wrong("nam-review-wrong-cn", "DS-NAM-02 DS-REV-03", ReviewSig, "F-NAME-CN", World.RoleShape(World.Review, Acme, "Acme"), shape => shape.Subject = "C=US, O=Acme, CN=reviewer");
        Wrong("nam-review-wrong-address", "DS-NAM-05 DS-REV-03", ReviewSig, "F-NAME-LOCALPART", World.RoleShape(World.Review, Acme, "Acme"), shape => shape.Emails[0] = "reviewer@acme.example");
        Wrong("nam-attributes-wrong-cn", "DS-NAM-03 DS-AAT-04", AddAttribSig, "F-NAME-CN", World.RoleShape(World.Attribute, Acme, "Acme"), shape => shape.Subject = "C=US, O=Acme, CN=attributes");
        Wrong("nam-attributes-wrong-address", "DS-NAM-05 DS-AAT-04", AddAttribSig, "F-NAME-LOCALPART", World.RoleShape(World.Attribute, Acme, "Acme"), shape => shape.Emails[0] = "attributes@acme.example");

        list.Classify("nam-role-mismatch", "DS-NAM-01 DS-NAM-16", "The type says domain, the certificate says review.", inner.Signed(world.AcmeReview, DomainSig)).Is("policy", "F-ROLE-MISMATCH");
        list.Classify("nam-role-mismatch-review", "DS-NAM-02 DS-REV-03", "The type says review, the certificate says domain.", inner.Signed(world.AcmeSigner, signer => signer.Types(ReviewSig).Verdict = "policy")).Is("none", "F-ROLE-MISMATCH");
        list.Classify("nam-role-mismatch-attributes", "DS-NAM-03 DS-AAT-04", "The type says additional attributes, the certificate says review.", inner.Signed(world.AcmeReview, signer => signer.Types(AddAttribSig).Verdict = "policy")).Is("none", "F-ROLE-MISMATCH");

        void Wrong(string id, string requirements, string type, string flag, CertificateShape shape, Action<CertificateShape> change)
        {
            change(shape);
            Identity identity = world.Issue("variant-" + id, shape, key: "variant");
            list.Classify(id, requirements + " DS-NAM-16", "The convention binds this role as well; the signature counts for nothing.", inner.Signed(identity, signer => signer.Types(type).Verdict = "policy")).Is("none", flag);
        }
    }

    private static void Encodings(CaseList list)
    {
        Good("nam-cn-utf8", "CN~utf8=domain-signing-authority");
        Good("nam-cn-bmp", "CN~bmp=domain-signing-authority");
        Good("nam-cn-teletex", "CN~t61=domain-signing-authority");
        Bad("nam-cn-zero-width", "A zero-width space at the end.", "CN~utf8=domain-signing-authority\u200B");
        Bad("nam-cn-cyrillic", "A Cyrillic letter that looks like a.", "CN~utf8=dom\u0430in-signing-authority");
        Bad("nam-cn-nul", "A NUL at the end.", "CN~utf8=domain-signing-authority\0");
        Bad("nam-cn-bidi", "A right-to-left override.", "CN~utf8=\u202Edomain-signing-authority");
        Bad("nam-cn-fullwidth", "A full-width hyphen.", "CN~bmp=domain\uFF0Dsigning-authority");

        void Good(string id, string name) => list.Classify(id, "DS-NAM-20", "The role name in another string type.", ByVariant(list, id, shape => shape.Subject = "C=US, O=Acme, " + name)).Pass(Acme);

        void Bad(string id, string note, string name) => list.Classify(id, "DS-NAM-20 DS-NAM-16", note, ByVariant(list, id, shape => shape.Subject = "C=US, O=Acme, " + name)).Is("policy", "F-NAME-CN");
    }

    private static void Addresses(CaseList list)
    {
        Bad("nam-address-person", "DS-NAM-05", "A person's address in the subjectAltName.", "F-NAME-LOCALPART", shape => shape.Emails[0] = "alice@acme.example");
        Bad("nam-address-person-in-subject", "DS-NAM-05 DS-NAM-26", "A person's address in the subject, none in the subjectAltName.", "F-NAME-LOCALPART", shape => Subject(shape, "alice@acme.example", keep: false));
        Bad("nam-address-mixed", "DS-NAM-28", "The role's address and a person's.", "F-NAME-LOCALPART", shape => shape.Emails.Add("alice@acme.example"));
        Bad("nam-address-wildcard", "DS-NAM-31", "An asterisk before the @.", "F-NAME-LOCALPART", shape => shape.Emails[0] = "*@acme.example");
        Bad("nam-address-other-role", "DS-NAM-05", "The address of another role.", "F-NAME-LOCALPART", shape => shape.Emails[0] = "review-authority@acme.example");
        Bad("nam-address-quoted-at", "DS-NAM-09 DS-NAM-05", "The last @ parts the address: this one is of a person with an odd name.", "F-NAME-LOCALPART", shape => shape.Emails[0] = "\"domain-signing-authority@acme.example\"@acme.example");
        Bad("nam-address-disagreeing", "DS-NAM-26 DS-NAM-05", "Subject and subjectAltName name different domains.", "F-NAME-ADDRESS", shape => Subject(shape, "domain-signing-authority@other.example", keep: true));
        Good("nam-address-in-subject", "DS-NAM-26 DS-NAM-05", "The role's address in the subject alone, the old place.", shape => Subject(shape, "domain-signing-authority@acme.example", keep: false));
        Good("nam-address-both", "DS-NAM-26 DS-NAM-05", "The role's address in both places.", shape => Subject(shape, "domain-signing-authority@acme.example", keep: true));
        Good("nam-address-capitals", "DS-NAM-21", "Both sides of the @ in other case.", shape => shape.Emails[0] = "DOMAIN-signing-authority@ACME.example");
        Good("nam-address-trailing-dot", "DS-NAM-22", "One trailing dot is dropped.", shape => shape.Emails[0] = "domain-signing-authority@acme.example.");
        Bad("nam-address-two-dots", "DS-NAM-22", "An empty label makes the name unusable.", null, shape => shape.Emails[0] = "domain-signing-authority@acme.example..");
        Bad("nam-address-leading-dot", "DS-NAM-22", "An empty label makes the name unusable.", null, shape => shape.Emails[0] = "domain-signing-authority@.acme.example");
        Identity several = list.World.Variant("several", shape => shape.Emails.Add("domain-signing-authority@acme.test"));
        list.Classify("nam-address-several-first", "DS-NAM-28", "A certificate for two domains, mail of the first.", SignedBy(several)).Pass(Acme);
        list.Classify("nam-address-several-second", "DS-NAM-28", "A certificate for two domains, mail of the second.", SignedBy(several, "alice@acme.test")).Pass("acme.test");
        list.Classify("nam-address-several-neither", "DS-NAM-28 DS-NAM-12", "A certificate for two domains, mail of a third.", SignedBy(several, "alice@acme.invalid")).Is("policy", "F-MAP-NOT-ASCENDANT");

        void Good(string id, string requirements, string note, Action<CertificateShape> change) => list.Classify(id, requirements, note, ByVariant(list, id, change)).Pass(Acme);

        void Bad(string id, string requirements, string note, string? flag, Action<CertificateShape> change)
        {
            Case added = list.Classify(id, requirements + " DS-NAM-16", note, ByVariant(list, id, change));
            _ = flag is null ? added.Is("policy").Without() : added.Is("policy", flag);
            _ = flag == "F-NAME-LOCALPART" ? added.Allowing("F-MAP-UNVERIFIABLE") : added; // whether the domain of such an address is compared at all
        }
    }

    private static void International(CaseList list)
    {
        Identity idn = list.World.Variant("idn", shape => shape.Emails[0] = "domain-signing-authority@xn--bcher-kva.example");
        list.Classify("nam-idn-a-label", "DS-NAM-27 DS-NAM-22", "An international domain in A-labels on both sides.", SignedBy(idn, "alice@xn--bcher-kva.example")).Pass("xn--bcher-kva.example");
        list.Classify("nam-idn-u-label-from", "DS-NAM-27 DS-NAM-22", "From holds the U-label (SMTPUTF8); domains are compared in A-labels.", SignedBy(idn, "alice@b\u00C3\u00BCcher.example")).Pass("xn--bcher-kva.example");
        list.Classify("nam-idn-lookalike", "DS-NAM-22 DS-NAM-12", "bucher is not bücher.", SignedBy(idn, "alice@bucher.example")).Is("policy", "F-MAP-NOT-ASCENDANT");
        list.Classify("nam-utf8-mailbox", "DS-NAM-27", "SmtpUTF8Mailbox with an ASCII local part is invalid (RFC 9598 section 3).", ByVariant(list, "utf8-mailbox", shape => shape.Utf8Mailboxes.Add("domain-signing-authority@acme.example"))).Is("policy", "F-NAME-ADDRESS");
    }

    private static void Subject(CertificateShape shape, string email, bool keep)
    {
        shape.Subject += ", E=" + email;
        if (!keep)
        {
            shape.Emails.Clear();
        }
    }
}
