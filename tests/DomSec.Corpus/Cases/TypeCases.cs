using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>A.2: the signatureType attribute (RFC 3183 section 3.1.2).</summary>
internal static class TypeCases
{
    private const string Acme = "acme.example";
    private const string UnknownType = "1.2.840.113549.1.9.16.9.99";

    public static void Add(CaseList list)
    {
        World world = list.World;
        Place(list, world);
        Form(list, world);
        Combinations(list, world);
        Several(list, world);
        Unknown(list, world);
        Roles(list, world);
    }

    private static void Place(CaseList list, World world)
    {
        Message plain = Message.Text();
        list.Classify("type-unsigned-attribute", "DS-STA-04", "Among the unsigned attributes of an author's signature: ignored, and flagged.", plain.Signed(world.Alice, signer => signer.Unsigned.Add(Attributes.SignatureType(DomainSig))))
            .Is("policy", "F-STYPE-UNSIGNED");
        list.Classify("type-unsigned-only", "DS-STA-04 DS-STA-17", "Among the unsigned attributes alone: a domain signer without a type.", plain.Null().Signed(world.AcmeSigner, signer =>
        {
            signer.Unsigned.Add(Attributes.SignatureType(DomainSig));
            signer.ExpectedTypes = [];
        })).Is("none", "F-STYPE-UNSIGNED", "F-ROLE-WITHOUT-TYPE");
        list.Classify("type-signed-and-unsigned", "DS-STA-04", "Signed and unsigned: somebody wrote where anybody can.", plain.Null().Signed(world.AcmeSigner, signer => signer.Types(DomainSig).Unsigned.Add(Attributes.SignatureType(ReviewSig))))
            .Is("policy", "F-STYPE-UNSIGNED");
        list.Classify("type-other-unsigned-attribute", "DS-STA-04", "Another unsigned attribute is nobody's business.", plain.Null().Signed(world.AcmeSigner, signer => signer.Types(DomainSig).Unsigned.Add(Der.Attribute("1.3.6.1.4.1.99999.1", Der.Null))))
            .Pass(Acme);
    }

    private static void Form(CaseList list, World world)
    {
        Message inner = Message.Text().Null();
        list.Classify("type-attribute-twice", "DS-STA-05", "The attribute twice, with the same value.", inner.Signed(world.AcmeSigner, signer => signer.Types(DomainSig).With(Attributes.SignatureType(DomainSig)))).Is("policy", "F-STYPE-DUP");
        list.Classify("type-value-twice", "DS-STA-07", "One type named twice.", inner.Signed(world.AcmeSigner, signer => signer.Types(DomainSig, DomainSig))).Is("policy", "F-STYPE-DUP");
        list.Classify("type-empty-sequence", "DS-STA-06", "A sequence of no types.", inner.Signed(world.AcmeSigner, signer => signer.Types().Verdict = "policy")).Is("none", "F-STYPE-EMPTY");
        list.Classify("type-empty-set", "DS-STA-06", "An attribute without a value.", inner.Signed(world.AcmeSigner, signer => signer.OddTypes(Der.Attribute(SignatureType)).Verdict = "policy")).Is("none", "F-STYPE-EMPTY");
        list.Classify("type-two-values", "DS-STA-06", "Two values in the set: read as a union, flagged (AMB-02).", inner.Signed(world.AcmeSigner, signer => signer.OddTypes(Der.Attribute(SignatureType, Attributes.TypeValue(OriginatorSig), Attributes.TypeValue(DomainSig)), OriginatorSig, DomainSig)).WithFrom("domain-signing-authority@acme.example"))
            .Is("policy", "F-STYPE-FORM");
        list.Classify("type-bare-identifier", "DS-STA-06", "An OBJECT IDENTIFIER without the sequence around it: read, flagged (AMB-02).", inner.Signed(world.AcmeSigner, signer => signer.OddTypes(Der.Attribute(SignatureType, Der.Oid(DomainSig)), DomainSig)))
            .Is("policy", "F-STYPE-FORM");
        list.Classify("type-golden-domain", "DS-STA-01 DS-STA-03 DS-STA-06", "The attribute's octets are 301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100902.", inner.Signed(world.AcmeRsaSigner, signer =>
            signer.OddTypes(Convert.FromHexString("301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100902"), DomainSig))).Pass(Acme);
        list.Classify("type-golden-originator", "DS-STA-13 DS-STA-03", "The attribute's octets are 301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100901.", Message.Text().Signed(world.Alice, signer =>
            signer.OddTypes(Convert.FromHexString("301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100901"), OriginatorSig))).Pass(null, "alice@acme.example");
    }

    private static void Combinations(CaseList list, World world)
    {
        Message fromAuthority = Message.Text("domain-signing-authority@acme.example").Null();
        list.Classify("type-originator-and-domain", "DS-STA-07", "Originator and domain in one signature: the authority's own mail.", fromAuthority.Signed(world.AcmeSigner, OriginatorSig, DomainSig))
            .Pass(Acme, "domain-signing-authority@acme.example");
        list.Classify("type-domain-and-review", "DS-STA-07", "Domain and review together are well-formed, and no certificate has two role names (AMB-03).", Message.Text().Null().Signed(world.AcmeSigner, DomainSig, ReviewSig))
            .Is("policy", "F-ROLE-MISMATCH");
        list.Classify("type-attributes-and-domain", "DS-STA-08 DS-AAT-08", "Additional attributes beside a domain signature.", Message.Text().Null().Signed(world.AcmeSigner, AddAttribSig, DomainSig))
            .Is("policy", "F-STYPE-EXCLUSIVE", "F-ROLE-MISMATCH");
        list.Classify("type-attributes-and-originator", "DS-STA-08 DS-AAT-08", "Additional attributes beside an originator signature: nothing else is wrong.", Message.Text("attribute-authority@acme.example").Null().Signed(world.AcmeAttributes, OriginatorSig, AddAttribSig))
            .Is("policy", "F-STYPE-EXCLUSIVE");
    }

    private static void Several(CaseList list, World world)
    {
        Message inner = Message.Text().Null();
        list.Classify("type-two-signers-alike", "DS-STA-09 CMS-SD-19", "Two signers of one layer with the same type.", inner.Signed(layer => layer.By(world.AcmeSigner, DomainSig).By(world.AcmeRsaSigner, DomainSig))).Pass(Acme);
        list.Classify("type-two-signers-differ", "DS-STA-09", "Two signers of one layer with different types.", inner.Signed(layer => layer.By(world.AcmeSigner, DomainSig).By(world.AcmeReview, ReviewSig))).Is("policy", "F-STYPE-INCONSISTENT");
        list.Classify("type-two-signers-one-untyped", "DS-STA-09", "Two signers of one layer, one without a type.", inner.Signed(layer => layer.By(world.AcmeSigner, DomainSig).By(world.Alice))).Is("policy", "F-STYPE-INCONSISTENT");
        list.Classify("type-two-signers-both-untyped", "DS-STA-09 DS-STA-11", "Two signers of one layer, both without a type.", Message.Text().Signed(layer => layer.By(world.Alice).By(world.Person("C=US, O=Acme, OU=Staff, CN=Alice, SN=2", "alice@acme.example"))))
            .Pass(null, "alice@acme.example");
        list.Classify("type-appended-invalid-signer", "DS-STA-16", "An attacker appends a SignerInfo that claims a review and does not verify: no role changes, and the layer fails.", inner.Signed(layer => layer.By(world.AcmeSigner, DomainSig).By(world.AcmeReview, signer =>
        {
            signer.Types(ReviewSig).AltersSignature = true;
            signer.SignatureFact = "invalid";
        }))).Is("fail", "F-SIG-INVALID");
        list.Classify("type-appended-unknown-algorithm", "DS-STA-16 CMS-SD-19", "An appended SignerInfo of an unknown algorithm claims a review: it adds no role and spoils nothing.", inner.Signed(layer => layer.By(world.AcmeSigner, DomainSig).By(world.AcmeReview, signer =>
        {
            signer.Types(ReviewSig).SignatureAlgorithm = Der.Algorithm("1.3.6.1.4.1.99999.2");
            signer.SignatureFact = "unverifiable";
        }))).Pass(Acme, null, "F-SIG-UNVERIFIABLE");
        list.Classify("type-unverifiable-claim-alone", "DS-STA-16", "A domain signature of an unknown algorithm establishes nothing.", inner.Signed(world.AcmeSigner, signer =>
        {
            signer.Types(DomainSig).SignatureAlgorithm = Der.Algorithm("1.3.6.1.4.1.99999.2");
            signer.SignatureFact = "unverifiable";
        })).Is("neutral", "F-SIG-UNVERIFIABLE").Expect("smimeResult", "neutral");
    }

    private static void Unknown(CaseList list, World world)
    {
        Message inner = Message.Text().Null();
        list.Classify("type-unknown-alone", "DS-STA-14", "A type that nobody knows is reported and never fatal.", inner.Signed(world.Alice, signer => signer.Types(UnknownType))).Is("none", "F-STYPE-UNKNOWN");
        list.Classify("type-unknown-beside-domain", "DS-STA-14", "An unknown type beside a known one.", inner.Signed(world.AcmeSigner, DomainSig, UnknownType)).Pass(Acme, null, "F-STYPE-UNKNOWN");
        list.Classify("type-delegated-originator", "DS-STA-14", "A delegated originator needs no signature inside.", Message.Text().Signed(world.Alice, DelegatedOriginatorSig))
            .Pass(null, "alice@acme.example").Expect("identityLevel", "delegatedOriginator");
        list.Classify("type-draft-attribute", "DS-STA-15", "The attribute's identifier as draft-melnikov-smime-msa-to-mda prints it: read, and reported.", inner.Signed(world.AcmeSigner, signer =>
            signer.OddTypes(Der.Attribute(SignatureTypeOfDraft, Attributes.TypeValue(DomainSig)), DomainSig))).Pass(Acme, null, "F-STYPE-LEGACY-OID");
        list.Classify("type-draft-attribute-and-real", "DS-STA-05 DS-STA-15", "Both identifiers in one SignerInfo: twice the attribute.", inner.Signed(world.AcmeSigner, signer =>
            signer.Types(DomainSig).With(Der.Attribute(SignatureTypeOfDraft, Attributes.TypeValue(DomainSig))))).Is("policy", "F-STYPE-DUP", "F-STYPE-LEGACY-OID");
        list.Classify("type-draft-attribute-mapping", "DS-STA-15 DS-NAM-12", "Under the draft's identifier the rules hold all the same.", inner.WithFrom("eve@evil.example").Signed(world.AcmeSigner, signer =>
            signer.OddTypes(Der.Attribute(SignatureTypeOfDraft, Attributes.TypeValue(DomainSig)), DomainSig))).Is("policy", "F-MAP-NOT-ASCENDANT", "F-STYPE-LEGACY-OID");
        list.Classify("type-value-arc-as-attribute", "DS-STA-15 DS-STA-17", "The arc of the values misread as the attribute's identifier: read only if that is enabled, else the attribute is not there.", inner.Signed(world.AcmeSigner, signer =>
        {
            signer.Signed.Add(Der.Attribute("1.2.840.113549.1.9.16.9", Attributes.TypeValue(DomainSig)));
            signer.ExpectedTypes = [];
        })).Is("none", "F-ROLE-WITHOUT-TYPE");
        list.Communities.Add(list.Communities[0] with { Name = "partner-type-arc", Peers = new(StringComparer.Ordinal) { [Acme] = new(StringComparer.Ordinal) { ["dialects"] = new[] { "typeArc" } } } });
        byte[] misread = Der.Attribute("1.2.840.113549.1.9.16.9", Attributes.TypeValue(DomainSig));
        Message enabled = inner.Signed(world.AcmeSigner, signer => signer.OddTypes(misread, DomainSig));
        list.Classify("type-value-arc-enabled", "DS-STA-15", "The same from a peer that is known to write it so: read, and reported.", enabled).In("partner-type-arc").Pass(Acme, null, "F-STYPE-LEGACY-OID");
        list.Classify("type-value-arc-enabled-mapping", "DS-STA-15 DS-NAM-12", "The rules hold all the same.", inner.Signed(world.EvilSigner, signer => signer.OddTypes(misread, DomainSig)))
            .In("partner-type-arc").Is("policy", "F-MAP-NOT-ASCENDANT", "F-STYPE-LEGACY-OID");
        list.Classify("type-value-arc-other-peer", "DS-STA-15 DS-NAM-15", "What one peer is known for is not read from another.", inner.WithFrom("eve@evil.example").Signed(world.EvilSigner, signer =>
        {
            signer.Signed.Add(misread);
            signer.ExpectedTypes = [];
        })).In("partner-type-arc").Is("none", "F-ROLE-WITHOUT-TYPE");
    }

    private static void Roles(CaseList list, World world)
    {
        Message plain = Message.Text();
        list.Classify("type-absent-innermost", "DS-STA-11 DS-ORG-01 DS-NAM-17", "No attribute and nothing inside: the originator's signature.", plain.ClearSigned(world.Alice)).Pass(null, "alice@acme.example").Expect("smimeResult", "pass");
        list.Classify("type-absent-over-empty-layer", "DS-STA-11 DS-ORG-01", "No attribute, and an empty signature layer inside: that is no signature (AMB-06).", plain.Null().Signed(world.Alice)).Pass(null, "alice@acme.example");
        list.Classify("type-absent-over-signature", "DS-STA-11 DS-ORG-01", "No attribute over another signature: nobody's type; the originator is the inner one.", plain.Signed(world.Alice).Signed(world.Carol)).Pass(null, "alice@acme.example");
        list.Classify("type-explicit-originator", "DS-STA-13", "The originator's type stated.", plain.Signed(world.Alice, OriginatorSig)).Pass(null, "alice@acme.example");
        list.Classify("type-explicit-originator-over-signature", "DS-STA-13 DS-ORG-01", "A stated originator's signature over another one.", plain.Signed(world.Alice).Signed(world.Alice, OriginatorSig)).Pass(null, "alice@acme.example");
        list.Classify("type-other-sender", "DS-NAM-17 CERT-08", "An author's signature under another sender is the ordinary warning of RFC 8550 section 3.", plain.WithFrom("carol@acme.example").Signed(world.Alice)).Is("policy", "F-ADDR-MISMATCH");
        list.Classify("type-person-claims-domain", "DS-STA-12 DS-NAM-16", "A person's certificate under a stated domain type: the type brings the naming rules.", plain.Null().Signed(world.Alice, DomainSig)).Is("policy", "F-NAME-CN", "F-NAME-LOCALPART").Allowing("F-MAP-UNVERIFIABLE");
        foreach ((string name, Identity authority) in ((string, Identity)[])[("signer", world.AcmeSigner), ("reviewer", world.AcmeReview), ("attributes", world.AcmeAttributes)])
        {
            list.Classify("type-role-without-type-" + name, "DS-STA-17 SEC-CMS-01", "A role's certificate without the attribute is flagged and never an originator.", plain.Signed(authority, signer => signer.ExpectedTypes = []))
                .Is("none", "F-ROLE-WITHOUT-TYPE");
        }

        list.Classify("type-stripped", "DS-STA-17 SEC-CMS-01", "A domain signature over content that is itself the signed attributes, stripped of them: never an originator's.", plain.Signed(world.AcmeSigner, signer =>
        {
            signer.HasSignedAttributes = false;
            signer.ExpectedTypes = [];
        })).Is("none", "F-ROLE-WITHOUT-TYPE", "F-ATTR-ABSENT");
        list.Classify("type-no-signed-attributes", "SEC-CMS-01", "An author's signature without signed attributes is refused unless that is allowed.", plain.Signed(world.Alice, signer => signer.HasSignedAttributes = false)).Is("policy", "F-ATTR-ABSENT");
    }
}
