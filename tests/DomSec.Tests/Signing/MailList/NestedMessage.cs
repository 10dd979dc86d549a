using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Signing.MailList;

/// <summary>
/// Messages built from the notation of RFC 3183 section 5.1 by encoders that are not the library's: <c>S</c> is signed by alice@acme.example or, with an expansion
/// history, by a list (unless it says <c>by alice</c>); <c>E</c> and <c>A</c> are encrypted to acme.example's confidentiality authority.
/// </summary>
internal sealed record NestedMessage(byte[] Octets, IReadOnlyList<byte[]> Entities)
{
    public static readonly TestIdentity List = TestCa.Shared.IssuePerson("list@lists.example", TestKeyType.P256);

    /// <summary>How layers are carried.</summary>
    public enum Form
    {
        /// <summary>application/pkcs7-mime.</summary>
        Mime,

        /// <summary>Signatures as multipart/signed.</summary>
        Clear,

        /// <summary>CMS directly in CMS (DS-ENC-11); MIME around the outermost and inside the innermost.</summary>
        Bare,

        /// <summary>CMS in CMS as a ContentInfo, as X.400 gateways nest it.</summary>
        ContentInfo,
    }

    /// <summary>Builds; what <paramref name="change"/> does to a signer is done for the layer of that name.</summary>
    public static NestedMessage Build(string notation, Form form = Form.Mime, TestIdentity? dca = null, Action<string, OddSigner>? change = null, byte[]? content = null)
    {
        string[] tokens = notation.Replace(")", "", StringComparison.Ordinal).Split('(');
        byte[] message = content ?? Messages.Plain();
        (byte[] header, byte[] entity) = Messages.Split(message);
        var entities = new List<byte[]> { entity };
        byte[]? inner = null; // the ContentInfo inside, in the forms without MIME
        for (int i = tokens.Length - 2; i >= 0; i--)
        {
            string name = tokens[i].Split('[')[0];
            bool isBare = inner is not null && form is Form.Bare or Form.ContentInfo;
            string type = !isBare ? OddSignatures.Data : form == Form.ContentInfo ? "1.2.840.113549.1.9.16.1.6" : TypeOf(inner!);
            byte[] covered = !isBare ? entities[0] : form == Form.ContentInfo ? inner! : Inside(inner!);
            if (name[0] is 'S' && form == Form.Clear)
            {
                LayeredMessage clear = LayeredMessage.Of([.. header, .. entities[0]]).ClearSigned(layer => Sign(layer, tokens[i], name, change));
                entities.Insert(0, clear.Entity);
                continue;
            }

            byte[] cms = name switch
            {
                "S0" => new OddSignatures(covered) { ContentType = type }.Encode(),
                ['S', ..] => Signed(new OddSignatures(covered) { ContentType = type }, tokens[i], name, change),
                _ => Enveloped(covered, type, isAuthenticated: name[0] == 'A').For(dca ?? Ids.AcmeDca).Encode(),
            };
            inner = cms;
            entities.Insert(0, Messages.Carry([], cms, name[0] switch { 'S' => "signed-data", 'A' => "authEnveloped-data", _ => "enveloped-data" }));
        }

        return new NestedMessage([.. header, .. entities[0]], entities);
    }

    /// <summary>RFC 5083 section 2.1: authAttrs with the content type when it is not id-data.</summary>
    public static OddEnvelope Enveloped(byte[] content, string type, bool isAuthenticated)
    {
        var envelope = new OddEnvelope(content) { ContentType = type, IsAuthenticated = isAuthenticated, UsesOaep = isAuthenticated };
        if (isAuthenticated && type != OddSignatures.Data)
        {
            byte[] attribute = OddSignatures.Attribute("1.2.840.113549.1.9.3", Tlv.Oid(type));
            envelope.Attributes = Tlv.Of(0xA1, attribute);
            envelope.AssociatedData = Tlv.Of(Tlv.Set, attribute);
        }

        return envelope;
    }

    /// <summary>The content of a ContentInfo: SEQUENCE { type, [0] { this } }.</summary>
    public static byte[] Inside(byte[] contentInfo)
    {
        var reader = new System.Formats.Asn1.AsnReader(contentInfo, System.Formats.Asn1.AsnEncodingRules.BER);
        System.Formats.Asn1.AsnReader sequence = reader.ReadSequence();
        sequence.ReadObjectIdentifier();
        return sequence.ReadSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 0)).ReadEncodedValue().ToArray();
    }

    private static string TypeOf(byte[] contentInfo) =>
        new System.Formats.Asn1.AsnReader(contentInfo, System.Formats.Asn1.AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier();

    private static byte[] Signed(OddSignatures layer, string token, string name, Action<string, OddSigner>? change)
    {
        Sign(layer, token, name, change);
        return layer.Encode();
    }

    private static void Sign(OddSignatures layer, string token, string name, Action<string, OddSigner>? change)
    {
        bool isExpanded = token.Contains("[h", StringComparison.Ordinal);
        layer.By(isExpanded && !token.EndsWith("by alice]", StringComparison.Ordinal) ? List : Ids.Alice, signer =>
        {
            if (isExpanded)
            {
                signer.SignedAttributes.Add(ExpansionHistories.OneEntry);
            }

            change?.Invoke(name, signer);
        });
    }
}
