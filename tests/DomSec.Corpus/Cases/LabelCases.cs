using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>B.1, B.2 and B.4: security labels, equivalent labels, the places of attributes, receipts (RFC 2634).</summary>
internal static class LabelCases
{
    /// <summary>A security policy that the communities understand.</summary>
    public const string Policy = "1.3.6.1.4.1.99999.10";

    private const string Acme = "acme.example";
    private const string OtherPolicy = "1.3.6.1.4.1.99999.11";
    private const string UnknownPolicy = "1.3.6.1.4.1.99999.12";

    public static void Add(CaseList list)
    {
        World world = list.World;
        var policies = new SortedDictionary<string, object>(StringComparer.Ordinal) { [Policy] = new[] { 0, 1, 2, 3, 4, 5, 256 } };
        var understood = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["policies"] = policies, ["translators"] = new[] { "attribute-authority@acme.example" } };
        var untrusting = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["policies"] = policies, ["translators"] = Array.Empty<string>() };
        list.Communities.Add(list.Communities[0] with { Name = "partner-labels", Labels = understood });
        list.Communities.Add(list.Communities[0] with { Name = "partner-labels-no-translators", Labels = untrusting });
        Labels(list, world);
        Equivalents(list, world);
        Places(list, world);
        Countersignatures(list, world);
        Receipts(list, world);
    }

    private static void Labels(CaseList list, World world)
    {
        byte[] label = Attributes.Label(Policy, 3, "BUDGET");
        Message author = Message.Text().Signed(world.Alice, signer => signer.With(label));
        Message domain = author.Signed(world.AcmeSigner, DomainSig);
        Labelled("label-author", "ESS-LBL-01 DS-AAT-07", "An author's label under a domain signature.", domain).Expect("originalLabel", Policy + "/3").Expect("effectiveLabel", Policy + "/3");
        Labelled("label-under-encryption", "ESS-LBL-08", "A label under encryption is found.", domain.Encrypted(world.PartnerDca)).Expect("originalLabel", Policy + "/3");
        Labelled("label-aggregate", "DS-AAT-07 DS-AAT-01 DS-AAT-05", "An aggregate label around the original one: both are told.", domain.Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).With(Attributes.Label(Policy, 5))))
            .Expect("originalLabel", Policy + "/3").Expect("aggregateLabel", Policy + "/5");
        byte[] permuted = Der.Attribute(SecurityLabel, Der.Set(Der.Oid(Policy), Der.Integer(3)));
        Labelled("label-permuted-set", "ESS-LBL-06", "The members of the SET in another order than DER's.", Message.Text().Signed(world.Alice, signer => signer.With(permuted)).Signed(world.AcmeSigner, DomainSig)).Expect("originalLabel", Policy + "/3");
        Labelled("label-invalid-signature", "ESS-LBL-03", "A label in a signature that does not verify is not believed.", Message.Text().Signed(world.Alice, signer =>
        {
            signer.With(label).AltersSignature = true;
            signer.SignatureFact = "invalid";
        }).Signed(world.AcmeSigner, DomainSig), originator: false, "F-SIG-INVALID", "F-INNER-INVALID").Expect("originalLabel", null);
        Labelled("label-unsigned", "ESS-ATT-03", "A label among the unsigned attributes is nothing.", Message.Text().Signed(world.Alice, signer => signer.Unsigned.Add(label)).Signed(world.AcmeSigner, DomainSig), flags: "F-ATTR-PLACEMENT").Expect("originalLabel", null);
        list.Classify("label-unknown-policy", "ESS-LBL-05", "A policy that nobody here understands: stop and report.", Message.Text().Signed(world.Alice, signer => signer.With(Attributes.Label(UnknownPolicy, 3))).Signed(world.AcmeSigner, DomainSig))
            .In("partner-labels").Is("policy", "F-LABEL-UNKNOWN-POLICY").DoesNotSay("status", "identityLevel", "domain", "originator");
        Identity second = world.Person("C=US, O=Acme, OU=Staff, CN=Alice, SN=2", "alice@acme.example");
        Conflict("label-two-signers-differ", "Two signers, two labels.", Attributes.Label(Policy, 3), Attributes.Label(Policy, 4));
        Conflict("label-two-signers-one-missing", "Two signers, one label.", Attributes.Label(Policy, 3), null);
        list.Classify("label-two-signers-alike", "ESS-LBL-02 ESS-LBL-04", "Two signers, the same label.", Message.Text().Signed(layer => layer.By(world.Alice, one => one.With(label)).By(second, one => one.With(label))))
            .In("partner-labels").Pass(null, "alice@acme.example").Expect("originalLabel", Policy + "/3");
        Bad("label-twice", "F-ATTR-DUPLICATE", "ESS-ATT-01 ESS-LBL-01", "The attribute twice in one signature is not believed.", label, Attributes.Label(Policy, 4));
        Bad("label-two-values", "F-ATTR-DUPLICATE", "ESS-ATT-02", "Two values in the attribute are not believed.", Der.Attribute(SecurityLabel, Attributes.LabelValue(Policy, 3), Attributes.LabelValue(Policy, 4)));
        Bad("label-no-value", "F-ATTR-DUPLICATE", "ESS-ATT-02", "No value in the attribute.", Der.Attribute(SecurityLabel));
        Bad("label-classification-out-of-bounds", "F-ATTR-MALFORMED", "ESS-LBL-06", "A classification above 256 is no label.", Attributes.Label(Policy, 257));
        Bad("label-mark-out-of-bounds", "F-ATTR-MALFORMED", "ESS-LBL-06", "A privacy mark of 129 characters is no label.", Attributes.Label(Policy, 3, new string('X', 129)));
        Labelled("label-classification-at-bound", "ESS-LBL-06", "A classification of 256 is the highest.", Message.Text().Signed(world.Alice, signer => signer.With(Attributes.Label(Policy, 256))).Signed(world.AcmeSigner, DomainSig)).Expect("originalLabel", Policy + "/256");

        var order = new SortedDictionary<string, object>(StringComparer.Ordinal) { [Policy] = new[] { 1, 11, 5 } };
        list.Communities.Add(list.Communities[0] with { Name = "partner-labels-order", Labels = new(StringComparer.Ordinal) { ["policies"] = order, ["translators"] = Array.Empty<string>() } });
        foreach ((int classification, int rank) in ((int, int)[])[(1, 0), (11, 1), (5, 2)])
        {
            list.Classify($"label-order-{classification}", "ESS-LBL-07", "A policy in which 11 is below 5: the order is the policy's, not the numbers'.", Message.Text().Signed(world.Alice, signer => signer.With(Attributes.Label(Policy, classification))).Signed(world.AcmeSigner, DomainSig))
                .In("partner-labels-order").Pass(Acme, "alice@acme.example").Expect("effectiveLabel", $"{Policy}/{classification}").Expect("effectiveRank", rank);
        }

        list.Classify("label-order-none", "ESS-LBL-07 ESS-LBL-05", "A classification between two of the policy's is none of the policy's.", Message.Text().Signed(world.Alice, signer => signer.With(Attributes.Label(Policy, 6))).Signed(world.AcmeSigner, DomainSig))
            .In("partner-labels-order").Is("policy", "F-LABEL-UNKNOWN-POLICY").DoesNotSay("status", "identityLevel", "domain", "originator").Expect("effectiveLabel", null).Expect("effectiveRank", null);

        Case Labelled(string id, string requirements, string note, Message message, bool originator = true, params string[] flags) =>
            list.Classify(id, requirements, note, message).In("partner-labels").Pass(Acme, originator ? "alice@acme.example" : null, flags).Allowing("F-LABEL-UNKNOWN-POLICY");

        void Conflict(string id, string note, byte[] first, byte[]? other) =>
            list.Classify(id, "ESS-LBL-02 ESS-LBL-04", note, Message.Text().Signed(layer => layer.By(world.Alice, one => one.With(first)).By(second, one => one.With(other is null ? [] : [other]))))
                .In("partner-labels").Is("policy", "F-LABEL-CONFLICT").DoesNotSay("status", "identityLevel", "domain", "originator");

        void Bad(string id, string flag, string requirements, string note, params byte[][] attributes) => list.Classify(id, requirements, note, Message.Text().Signed(world.Alice, signer => signer.With(attributes)).Signed(world.AcmeSigner, DomainSig))
            .In("partner-labels").Is("policy", flag).Without("F-LABEL-CONFLICT", "F-SIG-INVALID").DoesNotSay("status", "identityLevel", "domain", "originator").Expect("originalLabel", null);
    }

    private static void Equivalents(CaseList list, World world)
    {
        byte[] other = Attributes.Label(OtherPolicy, 1);
        byte[] equivalent = Attributes.EquivalentLabels(Attributes.LabelValue(Policy, 4));
        Message author = Message.Text().Signed(world.Alice, signer => signer.With(other)).Signed(world.AcmeSigner, DomainSig);
        Message translated = author.Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).With(equivalent));
        list.Classify("equivalent-trusted", "DS-AAT-06 ESS-EQL-04 ESS-EQL-05", "A trusted attribute authority translates the encapsulated label.", translated).In("partner-labels").Pass(Acme, "alice@acme.example").Expect("originalLabel", OtherPolicy + "/1").Expect("effectiveLabel", Policy + "/4");
        list.Classify("equivalent-untrusted", "DS-AAT-10 ESS-EQL-01", "An attribute authority that is not trusted to translate is not believed.", translated).In("partner-labels-no-translators").Is("policy", "F-LABEL-UNKNOWN-POLICY")
            .DoesNotSay("status", "identityLevel", "domain", "originator").Expect("effectiveLabel", null);
        Message understood = Message.Text().Signed(world.Alice, signer => signer.With(Attributes.Label(Policy, 3))).Signed(world.AcmeSigner, DomainSig).Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).With(equivalent));
        list.Classify("equivalent-not-needed", "ESS-EQL-03", "The original label is understood: equivalents are ignored.", understood).In("partner-labels").Pass(Acme, "alice@acme.example").Without().Expect("effectiveLabel", Policy + "/3");
        byte[] twice = Attributes.EquivalentLabels(Attributes.LabelValue(Policy, 4), Attributes.LabelValue(Policy, 5));
        list.Classify("equivalent-policy-twice", "ESS-EQL-02", "One policy twice among the equivalents: none is used.", author.Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).With(twice))).In("partner-labels")
            .Is("policy").Without().DoesNotSay("status", "identityLevel", "domain", "originator").Expect("effectiveLabel", null);
        byte[] order = Attributes.EquivalentLabels(Attributes.LabelValue(UnknownPolicy, 9), Attributes.LabelValue(Policy, 4));
        list.Classify("equivalent-order", "ESS-EQL-04", "The first equivalent that is understood is used.", author.Signed(world.AcmeAttributes, signer => signer.Types(AddAttribSig).With(order))).In("partner-labels").Pass(Acme, "alice@acme.example").Expect("effectiveLabel", Policy + "/4");
    }

    private static void Places(CaseList list, World world)
    {
        Message domain(Action<SignerSpec> change) => Message.Text().Null().Signed(world.AcmeSigner, signer =>
        {
            signer.Types(DomainSig);
            change(signer);
        });
        list.Classify("place-signing-certificate-unsigned", "ESS-ATT-03", "A signingCertificateV2 of another certificate among the unsigned attributes selects nothing.", domain(signer => signer.Unsigned.Add(Attributes.SigningCertificateV2(world.Carol)))).Pass(Acme, null, "F-ATTR-PLACEMENT");
        list.Classify("place-hints-and-identifier", "ESS-ATT-05", "Content hints and a content identifier on an outer signature.", domain(signer => signer.With(Attributes.ContentHints(Data), Attributes.ContentIdentifier("budget-2")))).Pass(Acme);
        list.Classify("place-receipt-request-outer", "ESS-ATT-05 ESS-RCP-01", "A receipt request on an outer signature is no request.", Message.Text().Signed(world.Alice).Signed(world.AcmeSigner, signer => signer.Types(DomainSig).With(Attributes.ReceiptRequest("budget-2", "alice@acme.example"))))
            .Pass(Acme, "alice@acme.example", "F-ATTR-PLACEMENT").Expect("receiptRequested", false);
    }

    private static void Countersignatures(CaseList list, World world)
    {
        byte[] label = Attributes.Label(Policy, 3);
        Message domain(Action<SignerSpec> change) => Message.Text().Signed(world.Alice, change).Signed(world.AcmeSigner, DomainSig);
        list.Classify("countersignature", "ESS-ATT-04", "A countersignature among the unsigned attributes, where it belongs.", domain(signer => signer.Countersigners.Add(new SignerSpec(world.Carol)))).In("partner-labels").Pass(Acme, "alice@acme.example");
        list.Classify("countersignature-signed", "ESS-ATT-04", "A countersignature among the signed attributes: ignored there, and reported.", domain(signer => signer.With(Der.Attribute(Countersignature, new SignerSpec(world.Carol).Encode(new byte[64], contentType: null)))))
            .In("partner-labels").Pass(Acme, "alice@acme.example", "F-ATTR-PLACEMENT");
        list.Classify("countersignature-with-label", "ESS-ATT-04 ESS-LBL-01", "A countersignature may state digest, time and certificate alone: its label is nobody's.", domain(signer => signer.Countersigners.Add(new SignerSpec(world.Carol).With(label))))
            .In("partner-labels").Pass(Acme, "alice@acme.example", "F-ATTR-PLACEMENT").Expect("originalLabel", null).Expect("effectiveLabel", null);
    }

    private static void Receipts(CaseList list, World world)
    {
        byte[] request = Attributes.ReceiptRequest("budget-2", "alice@acme.example");
        Message asks = Message.Text().Signed(world.Alice, signer => signer.With(request));
        list.Classify("receipt-requested", "ESS-RCP-03 ESS-RCP-02", "The innermost signature asks for a receipt: a gateway reports it.", asks.Signed(world.AcmeSigner, DomainSig)).Pass(Acme, "alice@acme.example").Expect("receiptRequested", true);
        list.Classify("receipt-requested-invalid", "ESS-RCP-02 ESS-RCP-08", "A request in a signature that does not verify is not looked at.", Message.Text().Signed(world.Alice, signer =>
        {
            signer.With(request).AltersSignature = true;
            signer.SignatureFact = "invalid";
        }).Signed(world.AcmeSigner, DomainSig)).Pass(Acme, null, "F-SIG-INVALID", "F-INNER-INVALID").Expect("receiptRequested", false);
        list.Classify("receipt-signed", "ESS-RCP-06 ESS-WRP-05", "A signed receipt is recognised, and is nobody's message.", MailListCases.Receipt(world)).Is("none").Expect("structure", "S(content)");
        Made.Sign(list, "receipt-request-passed-through", "ESS-RCP-01 ESS-RCP-04", "A signature that asks for a receipt is encapsulated octet for octet.", asks, "applied", [Made.Domain(world), .. asks.Layers]).Covering(asks.Entity);
    }
}
