using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;
using DomSec.Corpus.Pki;
using static DomSec.Corpus.Asn1.Oids;

namespace DomSec.Corpus.Cases;

/// <summary>E.1: header protection (RFC 9788, RFC 7508, RFC 8551 section 3.1).</summary>
internal static class HeaderCases
{
    private const string Acme = "acme.example";
    private const string Unprotected = "F-HEADER-UNPROTECTED";
    private const string Fields = "From: alice@acme.example\r\nTo: bob@partner.example\r\nSubject: Budget\r\nDate: Sun, 01 Jun 2025 12:00:00 +0000\r\nMessage-ID: <budget-2@acme.example>\r\n";

    public static void Add(CaseList list)
    {
        World world = list.World;
        Unprotecteds(list, world);
        Payloads(list, world);
        Encrypted(list, world);
        Attribute(list, world);
        Wrapped(list, world);
    }

    private static string Payload(string mode, string fields = Fields, string more = "") => fields + more + $"Content-Type: text/plain; charset=us-ascii; hp=\"{mode}\"\r\n\r\nBudget of the second quarter.\r\n";

    private static Message Signed(World world, string payload, string? header = null) => Message.OfEntity(header ?? Message.FieldsOf(), payload).Null().Signed(world.AcmeSigner, DomainSig);

    private static void Unprotecteds(CaseList list, World world)
    {
        list.Classify("header-unprotected", "HP-01", "Nothing covers From: said so.", Message.Text().Null().Signed(world.AcmeSigner, DomainSig)).Pass(Acme, null, Unprotected).Expect("headerProtection", "none");
        list.Classify("header-replayed-under-colleague", "HP-01", "The same octets under a colleague's From: without header protection nobody can tell.", Message.Text().Null().Signed(world.AcmeSigner, DomainSig).WithFrom("carol@acme.example")).Pass(Acme, null, Unprotected).Expect("headerProtection", "none");
        list.Classify("header-unprotected-fields-without-hp", "HP-01 HP-06", "Header fields in the payload without the hp parameter protect nothing.", Signed(world, Fields + "Content-Type: text/plain\r\n\r\nText.\r\n")).Pass(Acme, null, Unprotected).Expect("headerProtection", "none");
    }

    private static void Payloads(CaseList list, World world)
    {
        Protected("hp-clear", "HP-01 HP-02 HP-06", "RFC 9788, signed only.", Signed(world, Payload("clear")));
        Protected("hp-clear-author", "HP-01 HP-06", "RFC 9788 in an author's signature under a domain's.", Message.OfEntity(Message.FieldsOf(), Payload("clear")).ClearSigned(world.Alice).Signed(world.AcmeSigner, DomainSig), "alice@acme.example");
        Protected("hp-clear-added-in-transit", "HP-08", "Fields that relays add are legitimate.", Signed(world, Payload("clear"), "Received: from a by b; Sun, 01 Jun 2025 12:00:01 +0000\r\nList-Id: <budget.lists.example>\r\n" + Message.FieldsOf()));
        Protected("hp-clear-refolded", "HP-06", "A relay folded the subject.", Signed(world, Payload("clear", Fields.Replace("Budget\r", "Budget of the quarter\r", StringComparison.Ordinal)), Message.FieldsOf(subject: "Budget\r\n of the quarter")));
        list.Classify("hp-subject-differs", "HP-06", "The subject outside is not the protected one.", Signed(world, Payload("clear"), Message.FieldsOf(subject: "Pay at once"))).Pass(Acme, null, "F-HEADER-MISMATCH").Expect("headerProtection", "rfc9788");
        list.Classify("hp-from-differs", "HP-01 HP-06", "Replayed under a colleague's From: told by the protected copy.", Signed(world, Payload("clear"), Message.FieldsOf("carol@acme.example"))).Is("policy", "F-HEADER-MISMATCH").DoesNotSay("status", "identityLevel", "domain", "originator");
        list.Classify("hp-from-display-name-differs", "HP-06", "Another display name is another value of the field; the sender is the same.", Signed(world, Payload("clear"), Message.FieldsOf("Alice <alice@acme.example>"))).Pass(Acme).Without(Unprotected).Expect("headerProtection", "rfc9788");
        string multipart = "Content-Type: multipart/mixed; boundary=\"in\"\r\n\r\n--in\r\n" + Payload("clear") + "\r\n--in--\r\n";
        list.Classify("hp-in-part", "HP-06", "hp on a part that is not the payload's root is ignored.", Signed(world, multipart)).Pass(Acme, null, Unprotected).Expect("headerProtection", "none");
        string forwarded = "Content-Type: message/rfc822\r\n\r\n" + Payload("clear", Fields.Replace("alice@acme.example", "carol@acme.example", StringComparison.Ordinal));
        list.Classify("hp-in-forwarded-message", "HP-06", "hp in a forwarded message is ignored.", Signed(world, forwarded)).Pass(Acme).Without().Expect("headerProtection", "none");
        list.Classify("hp-unsigned", "HP-06 HP-01", "hp without a signature protects nothing.", Message.OfEntity(Message.FieldsOf(), Payload("clear"))).Is("none").Without("F-HEADER-MISMATCH").Expect("headerProtection", "none");
        string root = "From: alice@acme.example\r\nSubject: Budget\r\nContent-Type: multipart/alternative; boundary=\"in\"; hp=\"clear\"\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\nText.\r\n--in--\r\n";
        Protected("hp-multipart-root", "HP-06", "hp on a multipart that is the payload's root.", Signed(world, root));

        void Protected(string id, string requirements, string note, Message message, string? originator = null) =>
            list.Classify(id, requirements, note, message).Pass(Acme, originator).Without("*", Unprotected).Expect("headerProtection", "rfc9788");
    }

    private static void Encrypted(CaseList list, World world)
    {
        const string Outer = "HP-Outer: From: alice@acme.example\r\nHP-Outer: To: bob@partner.example\r\nHP-Outer: Subject: [...]\r\nHP-Outer: Date: Sun, 01 Jun 2025 12:00:00 +0000\r\nHP-Outer: Message-ID: <budget-2@acme.example>\r\n";
        string hidden = Message.FieldsOf(subject: "[...]");
        list.Classify("hp-cipher", "HP-02 HP-03 HP-04", "RFC 9788 with encryption: the subject was replaced outside, as HP-Outer says.", Signed(world, Payload("cipher", more: Outer), hidden).Encrypted(world.PartnerDca)).Pass(Acme).Without("*", Unprotected).Expect("headerProtection", "rfc9788");
        list.Classify("hp-cipher-outer-differs", "HP-03 HP-06", "Somebody changed the subject that stood outside.", Signed(world, Payload("cipher", more: Outer), Message.FieldsOf(subject: "Pay at once")).Encrypted(world.PartnerDca)).Pass(Acme, null, "F-HEADER-MISMATCH").Expect("headerProtection", "rfc9788");
        Message signed = Signed(world, Payload("cipher", more: Outer), hidden);
        list.Decrypt("hp-cipher-decrypted", "HP-09", "Terminated encryption leaves the payload unchanged, so that the signatures inside verify.", signed.Encrypted(world.PartnerDca), "applied", signed.Entity);
    }

    private static void Attribute(CaseList list, World world)
    {
        Message author = Message.Text().ClearSigned(world.Alice);
        (string, string, int)[] right = [("from", "alice@acme.example", 0), ("subject", "Budget", 0)];
        With("shf-relaxed", "HP-11 HP-12", "RFC 7508 on a domain signature over an author's.", author, Attributes.SecureHeaders(right)).Pass(Acme, "alice@acme.example").Without("*", Unprotected).Expect("headerProtection", "rfc7508");
        With("shf-folded", "HP-12", "Folding and case of the name change nothing under the relaxed algorithm.", author.WithHeader(Message.FieldsOf(subject: "Budget\r\n of  the quarter").Replace("Subject:", "SUBJECT: ", StringComparison.Ordinal)), Attributes.SecureHeaders(("from", "alice@acme.example", 0), ("subject", "Budget of the quarter", 0)))
            .Pass(Acme, "alice@acme.example").Without("*", Unprotected).Expect("headerProtection", "rfc7508");
        With("shf-mismatch", "HP-12", "A value that is not the message's makes the signature invalid (RFC 7508 section 4.5.2).", author, Attributes.SecureHeaders(("from", "alice@acme.example", 0), ("subject", "Other", 0))).Is("fail", "F-HEADER-MISMATCH").Allowing("F-SIG-INVALID");
        With("shf-missing-field", "HP-12", "A field that is not in the message makes the signature invalid.", author, Attributes.SecureHeaders(("from", "alice@acme.example", 0), ("keywords", "budget", 0))).Is("fail", "F-HEADER-MISMATCH").Allowing("F-SIG-INVALID");
        With("shf-from-mismatch", "HP-12 HP-01", "Replayed under a colleague's From.", author.WithFrom("carol@acme.example"), Attributes.SecureHeaders(right)).Is("fail", "F-HEADER-MISMATCH").Allowing("F-SIG-INVALID", "F-ADDR-MISMATCH");
        With("shf-example-identifier", "HP-11", "The identifier of the RFC's worked example is accepted.", author, Attributes.SecureHeaders("1.2.840.113549.1.9.16.2.80", right)).Pass(Acme, "alice@acme.example").Without("*", Unprotected).Expect("headerProtection", "rfc7508");
        With("shf-without-from", "HP-01 HP-12", "Other fields than From are covered.", author, Attributes.SecureHeaders(("subject", "Budget", 0))).Pass(Acme, "alice@acme.example", Unprotected).Expect("headerProtection", "none");
        list.Classify("shf-unsigned", "HP-12 SEC-CMS-05", "The attribute among the unsigned ones covers nothing.", author.Signed(world.AcmeSigner, signer => signer.Types(DomainSig).Unsigned.Add(Attributes.SecureHeaders(right)))).Pass(Acme, "alice@acme.example", Unprotected).Expect("headerProtection", "none");
        Identity second = world.AcmeRsaSigner;
        list.Classify("shf-two-signers-differ", "HP-12", "Two signers of one layer with different structures.", author.Signed(layer => layer
            .By(world.AcmeSigner, one => one.Types(DomainSig).With(Attributes.SecureHeaders(right)))
            .By(second, one => one.Types(DomainSig).With(Attributes.SecureHeaders(("from", "alice@acme.example", 0)))))).Is("policy").DoesNotSay("originator").Without();

        Case With(string id, string requirements, string note, Message message, byte[] attribute) => list.Classify(id, requirements, note, message.Signed(world.AcmeSigner, signer => signer.Types(DomainSig).With(attribute)));
    }

    private static void Wrapped(CaseList list, World world)
    {
        string wrapped = "Content-Type: message/rfc822; forwarded=no\r\n\r\n" + Message.FieldsOf() + "Content-Type: text/plain\r\n\r\nText.\r\n";
        list.Classify("wrapped", "HP-05 HP-01", "RFC 8551's wrapped message is read.", Signed(world, wrapped)).Pass(Acme).Without("*", Unprotected).Expect("headerProtection", "rfc8551");
        list.Classify("wrapped-other-sender", "HP-05 HP-01", "A wrapped message of another sender covers nothing.", Signed(world, wrapped, Message.FieldsOf("carol@acme.example"))).Pass(Acme).Without().Expect("headerProtection", "none");
    }
}
