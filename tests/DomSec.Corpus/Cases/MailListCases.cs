using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>A.11, A.12 and B.3: mail list agents (RFC 3183 section 5, RFC 2634 section 4).</summary>
internal static class MailListCases
{
    private const string Acme = "acme.example";

    public static void Add(CaseList list)
    {
        Received(list, list.World);
        Histories(list, list.World);
        Examples(list, list.World);
        Derived(list, list.World);
    }

    private static byte[] History(World world, int entries = 1)
    {
        byte[][] data = [.. Enumerable.Range(0, entries).Select(i => Attributes.ListData(world.List.IssuerAndSerial, SignerSpec.Noon.AddMinutes(i - 100)))];
        return Attributes.ExpansionHistory(data);
    }

    /// <summary>A signature by the list, with its history.</summary>
    private static Message ByList(Message inner, World world, params byte[][] attributes) => inner.Signed(world.List, signer => signer.With([History(world), .. attributes]));

    private static void Received(CaseList list, World world)
    {
        Message author = Message.Text().ClearSigned(world.Alice);
        Message domain = author.Signed(world.AcmeSigner, DomainSig);
        list.Classify("list-over-domain", "ESS-MLA-07 DS-MLA-14 DS-ORG-01", "A list's signature around a domain signature: the domain's survives.", ByList(domain, world)).Pass(Acme, "alice@acme.example").Expect("mailListExpansions", 1);
        list.Classify("list-over-encrypted-domain", "ESS-MLA-07", "A list's signature around encryption around a domain signature.", ByList(domain.Encrypted(world.PartnerDca), world)).Pass(Acme, "alice@acme.example");
        list.Classify("list-output-example-4", "DS-MLA-08 DS-MLA-14 DS-ORG-01", "What section 5 makes of example 4: the outer signature made anew has no type and is nobody's.", domain.Signed(world.AcmeSigner, signer =>
        {
            signer.With(History(world));
            signer.ExpectedTypes = [];
        })).Pass(Acme, "alice@acme.example").Allowing("F-ROLE-WITHOUT-TYPE");
        list.Classify("list-output-example-4-encrypted", "DS-MLA-05 DS-MLA-08", "What section 5 makes of example 4 where encryption is required.", domain.Encrypted(world.PartnerDca).Signed(world.AcmeSigner, signer =>
        {
            signer.With(History(world));
            signer.ExpectedTypes = [];
        })).Pass(Acme, "alice@acme.example").Allowing("F-ROLE-WITHOUT-TYPE");
        list.Classify("list-output-example-7", "DS-MLA-09 DS-MLA-06", "What section 5 makes of example 7.", author.Encrypted(world.PartnerDca).Signed(world.Carol).Signed(world.AcmeSigner, DomainSig).Encrypted(world.PartnerDca)).Pass(Acme, "alice@acme.example");
        list.Classify("list-invalid", "DS-MLA-11 ESS-MLA-01", "A list's signature that does not verify fails the message, and its history is not believed.", domain.Signed(world.List, signer =>
        {
            signer.With(History(world)).AltersSignature = true;
            signer.SignatureFact = "invalid";
        })).Is("fail", "F-SIG-INVALID").Expect("mailListExpansions", 0);
    }

    private static void Histories(CaseList list, World world)
    {
        Message domain = Message.Text().Null().Signed(world.AcmeSigner, DomainSig);
        byte[] other = Attributes.ExpansionHistory(Attributes.ListData(world.List.IssuerAndSerial, SignerSpec.Noon.AddDays(-2)));
        Identity second = world.Issue("list-second", World.PersonShape("C=US, O=Lists, CN=Second key", "budget@lists.example"), key: "carol");
        list.Classify("history-alike", "DS-MLA-13 ESS-MLA-01", "Two signers with the same history.", domain.Signed(layer => layer.By(world.List, one => one.With(History(world))).By(second, one => one.With(History(world))))).Pass(Acme).Expect("mailListExpansions", 1);
        list.Classify("history-differs", "DS-MLA-13 ESS-MLA-01", "Two signers with different histories.", domain.Signed(layer => layer.By(world.List, one => one.With(History(world))).By(second, one => one.With(other))))
            .Is("pass", "F-MLEH-CONFLICT").DoesNotSay("status", "identityLevel", "domain").Expect("mailListExpansions", 0);
        list.Classify("history-differs-invalid", "DS-MLA-13 DS-STA-16", "The other history is in a signature of an unknown algorithm: it tells nothing.", domain.Signed(layer => layer.By(world.List, one => one.With(History(world))).By(second, one =>
        {
            one.With(other).SignatureAlgorithm = Der.Algorithm("1.3.6.1.4.1.99999.2");
            one.SignatureFact = "unverifiable";
        }))).Pass(Acme, null, "F-SIG-UNVERIFIABLE").Expect("mailListExpansions", 1);
        list.Classify("history-unsigned", "ESS-ATT-03 ESS-MLA-01", "A history among the unsigned attributes is nothing.", domain.Signed(world.List, one => one.Unsigned.Add(History(world)))).Pass(Acme, null, "F-ATTR-PLACEMENT").Expect("mailListExpansions", 0);
        list.Classify("history-twice", "ESS-ATT-01", "The attribute twice in one signature is not believed.", domain.Signed(world.List, one => one.With(History(world), other))).Pass(Acme, null, "F-ATTR-DUPLICATE").Without().Expect("mailListExpansions", 0).DoesNotSay("status", "identityLevel", "domain");
        list.Classify("history-loop", "ESS-MLA-02", "Our own certificate is in the history: the message went in a circle; a gateway reports it.", domain.Signed(world.List, one => one.With(Attributes.ExpansionHistory(
            Attributes.ListData(world.List.IssuerAndSerial, SignerSpec.Noon.AddMinutes(-9)), Attributes.ListData(world.PartnerSigner.IssuerAndSerial, SignerSpec.Noon.AddMinutes(-8)))))).Pass(Acme, null, "F-MLEH-LOOP");
        list.Classify("history-loop-key-identifier", "ESS-MLA-02 ESS-MLA-04", "Our own key identifier is in the history.", domain.Signed(world.List, one => one.With(Attributes.ExpansionHistory(
            Attributes.ListData(Der.Octets(world.PartnerSigner.KeyIdentifier), SignerSpec.Noon.AddMinutes(-8)))))).Pass(Acme, null, "F-MLEH-LOOP");
        list.Classify("history-foreign", "ESS-MLA-02 ESS-MLA-04", "Another agent's identifiers of both forms, and each receipt policy.", domain.Signed(world.List, one => one.With(Attributes.ExpansionHistory(
            Attributes.ListData(world.Carol.IssuerAndSerial, SignerSpec.Noon.AddMinutes(-9), Der.Implicit(0, [])),
            Attributes.ListData(Der.Octets(world.List.KeyIdentifier), SignerSpec.Noon.AddMinutes(-8), Der.Explicit(1, Der.Sequence(Der.Implicit(1, "owner@lists.example"u8.ToArray())))),
            Attributes.ListData(world.List.IssuerAndSerial, SignerSpec.Noon.AddMinutes(-7), Der.Explicit(2, Der.Sequence(Der.Implicit(1, "owner@lists.example"u8.ToArray()))))))))
            .Pass(Acme).Expect("mailListExpansions", 3);
        list.Classify("history-64", "ESS-MLA-03", "64 expansions are the most.", domain.Signed(world.List, one => one.With(History(world, 64)))).Pass(Acme).Expect("mailListExpansions", 64);
        list.Classify("history-65", "ESS-MLA-03", "65 expansions are one too many.", domain.Signed(world.List, one => one.With(History(world, 65)))).Pass(Acme, null, "F-MLEH-OVERFLOW");
    }

    /// <summary>RFC 3183's examples 1 to 7, each without and with a local policy that requires encryption.</summary>
    private static void Examples(CaseList list, World world)
    {
        LayerFact ds = Made.Domain(world);
        LayerFact outer = Made.Outer(world);
        LayerFact e = Made.Encrypted;
        Message s1 = Message.Text().Signed(world.Alice);
        Message e1 = s1.Encrypted(world.AcmeDca);
        Message three = s1.Signed(world.Carol).Signed(world.List);
        LayerFact[] one = [.. s1.Layers];

        Row("1", "DS-MLA-01 DS-MLA-10", s1, s1, [ds, .. one], [e, ds, .. one]);
        Row("2", "DS-MLA-01 DS-MLA-10", three, three, [ds, .. three.Layers], [e, ds, .. three.Layers]);
        Row("3", "DS-MLA-01 DS-MLA-09", e1, s1, [ds, .. one], [e, ds, .. one]);
        Row("4", "DS-MLA-01 DS-MLA-02 DS-MLA-04 DS-MLA-05 DS-MLA-08 ESS-MLA-05", ByList(e1, world), s1, [outer, ds, .. one], [outer, e, ds, .. one]);
        Row("5", "DS-MLA-09 DS-MLA-11", e1.Signed(world.Carol).Signed(world.List), s1, [ds, .. one], [e, ds, .. one]);
        Row("6", "DS-MLA-02 DS-MLA-03 DS-MLA-04 DS-MLA-08", ByList(e1.Signed(world.Carol), world), s1, [outer, ds, .. one], [outer, e, ds, .. one]);
        Message s2e1 = e1.Signed(world.Carol);
        LayerFact[] seven = [e, ds, .. s2e1.Layers];
        Row("7", "DS-MLA-06 DS-MLA-09", s2e1.Encrypted(world.AcmeDca).Signed(world.List), s2e1, seven, seven);

        void Row(string number, string requirements, Message input, Message covered, IReadOnlyList<LayerFact> plain, IReadOnlyList<LayerFact> encrypted)
        {
            Made.Sign(list, $"list-example-{number}", "DS-DSG-05 " + requirements, $"RFC 3183 section 5.1, example {number}, encryption not required.", input, "applied", plain).Covering(covered.Entity);
            Made.Sign(list, $"list-example-{number}-encrypt", "DS-DSG-05 " + requirements, $"RFC 3183 section 5.1, example {number}, encryption required.", input, "applied", encrypted).Give("request", Made.Request(encrypt: true)).Covering(covered.Entity);
        }
    }

    private static void Derived(CaseList list, World world)
    {
        LayerFact ds = Made.Domain(world);
        LayerFact outer = Made.Outer(world);
        LayerFact e = Made.Encrypted;
        Message text = Message.Text();
        Message s1 = text.Signed(world.Alice);
        LayerFact[] one = [.. s1.Layers];
        Message hop = s1.Signed(world.AcmeRsaSigner, DomainSig);
        byte[] label = Attributes.Label(LabelCases.Policy, 3);

        Row("8", "DS-MLA-02 DS-MLA-07 DS-MLA-08", "A list's signature around an author's.", ByList(s1, world), s1, [outer, ds, .. one]);
        Row("9", "DS-MLA-02", "Layers outside the list's go too.", ByList(s1, world).Signed(world.Carol), s1, [outer, ds, .. one]);
        Row("10", "DS-ENC-05 DS-MLA-17", "An unsigned message.", text, null, [ds, Made.Null]);
        Row("11", "DS-MLA-17 DS-MLA-09", "Encrypted text: what was decrypted is unsigned.", text.Encrypted(world.AcmeDca), null, [ds, Made.Null]);
        Made.Sign(list, "list-derived-11-encrypt", "DS-MLA-17 DS-MLA-09 DS-DSG-05", "Encrypted text, encryption required.", text.Encrypted(world.AcmeDca), "applied", [e, ds, Made.Null]).Give("request", Made.Request(encrypt: true));
        Row("12", "DS-DSG-08 DS-MLA-11", "A domain signature of an earlier hop.", hop, hop, [ds, .. hop.Layers]);
        Message opaque = s1.Encrypted(world.Bob, isOurs: false);
        Made.Sign(list, "list-derived-13", "DS-DSG-09 DS-DSG-04", "Encrypted for the recipient alone: the signatures inside cannot be checked.", opaque, "refused");
        Made.Sign(list, "list-derived-13-allowed", "DS-DSG-09 DS-MLA-06", "The same where policy allows it: an empty layer, and encryption around in any case.", opaque, "applied", [e, ds, Made.Null, .. opaque.Layers]).Give("request", Made.Request(allowOpaque: true));
        Message labelled = s1.Encrypted(world.AcmeDca).Signed(world.Carol, signer => signer.With(label));
        Made.Sign(list, "list-derived-14", "DS-MLA-15", "A label in a layer that has to go: refused.", labelled, "refused").FlagsPresent.Add("F-LABEL-DROPPED");
        Made.Sign(list, "list-derived-14-reissue", "DS-MLA-15", "A label in a layer that has to go: issued again in the domain's.", labelled, "applied", [ds, .. one]).Give("request", Made.Request(labels: "reissue")).Covering(s1.Entity);
        Message receipt = Receipt(world);
        Made.Sign(list, "list-derived-15-encrypt", "ESS-RCP-07 ESS-HNT-01", "A signed receipt, encryption required: an outer signature with content hints.", receipt, "applied", [outer, e, ds, .. receipt.Layers])
            .Give("request", Made.Request(encrypt: true)).DoesNotSay("covers");
        Row("16-cbc", "DS-MLA-16 DS-MLA-09", "EnvelopedData with AES-CBC, as AuthEnvelopedData in example 3.", s1.Encrypted(envelope =>
        {
            envelope.IsAuthenticated = false;
            envelope.For(world.AcmeDca);
        }), s1, [ds, .. one]);
        Made.Sign(list, "list-derived-17", "DS-DSG-03 DS-DSG-04", "An invalid signature under a valid one that is not the domain's.", text.Signed(world.Alice, signer => signer.AltersSignature = true).Signed(world.Carol), "refused");
        Made.Sign(list, "list-derived-17-outside", "DS-MLA-11 DS-DSG-04", "An invalid signature among those to be stripped.", s1.Encrypted(world.AcmeDca).Signed(world.Carol, signer => signer.AltersSignature = true).Signed(world.List), "refused");
        Made.Sign(list, "list-derived-17-in-encryption", "DS-DSG-03 DS-DSG-04", "An invalid signature inside encryption.", text.Signed(world.Alice, signer => signer.AltersSignature = true).Encrypted(world.AcmeDca), "refused");
        Identity second = world.Issue("list-second", World.PersonShape("C=US, O=Lists, CN=Second key", "budget@lists.example"), key: "carol");
        Made.Sign(list, "list-derived-18", "DS-MLA-13", "Two signers of one layer tell different histories: stop.", s1.Signed(layer => layer.By(world.List, signer => signer.With(History(world))).By(second, signer => signer.With(History(world, 2)))), "refused");
        Row("19", "DS-MLA-08 DS-DSG-08", "A list's signature around a domain signature of an earlier hop.", ByList(hop, world), hop, [outer, ds, .. hop.Layers]);
        Message history = text.Signed(world.Alice, signer => signer.With(History(world)));
        Row("20", "DS-MLA-01 DS-MLA-09", "A history inside encryption is not the outer layer's: nothing is made anew.", history.Encrypted(world.AcmeDca), history, [ds, .. history.Layers]);

        // Where the domain makes the payload itself, it may add header fields to it (RFC 9788): nothing has to be covered unchanged then.
        void Row(string number, string requirements, string note, Message input, Message? covered, IReadOnlyList<LayerFact> result)
        {
            Case added = Made.Sign(list, "list-derived-" + number, "DS-DSG-05 " + requirements, note, input, "applied", result);
            _ = covered is null ? added : added.Covering(covered.Entity);
        }
    }

    /// <summary>A signed receipt (RFC 2634 section 2.4): the one content that is in no MIME entity.</summary>
    public static Message Receipt(World world)
    {
        byte[] receipt = Der.Sequence(Der.Integer(1), Der.Oid(Data), Der.Octets("budget-2"u8.ToArray()), Der.Octets(new byte[64]));
        var spec = new SignedSpec { ContentType = Asn1.Oids.Receipt };
        spec.By(world.Alice, signer =>
        {
            signer.With(Der.Attribute("1.2.840.113549.1.9.16.2.5", Der.Octets(new byte[32])));
            signer.ExpectedTypes = [];
        });
        return Message.Text().Carrying(spec.Encode(receipt), "signed-receipt", new LayerFact("S", "receipt", "pkcs7-mime", "der") { Signers = spec.Signers }, keepInner: false);
    }
}
