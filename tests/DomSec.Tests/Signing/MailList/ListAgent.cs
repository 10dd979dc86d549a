using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;

namespace DomSec.Tests.Signing.MailList;

/// <summary>
/// A mail list agent after RFC 2634 section 4.2, made of the platform's CMS alone: finds the "outer" signedData layer, strips it with all around it, expands the
/// encryption to its members, and signs anew with the remembered attributes and a longer history.
/// </summary>
internal sealed class ListAgent(TestIdentity signer, TestIdentity decryptor, IReadOnlyList<TestIdentity> members)
{
    private const string ExpansionHistory = ExpansionHistories.Type;

    /// <summary>"unless explicitly replaced": what is about the old signature only.</summary>
    private static readonly string[] Replaced =
    [
        "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.15", "1.2.840.113549.1.9.52", "1.2.840.113549.1.9.16.2.11",
        "1.2.840.113549.1.9.16.2.47", OddSignatures.SignatureType, ExpansionHistory,
    ];

    /// <summary>What happened, in the RFC's words: the layers of the received message, outside in.</summary>
    public string Seen { get; private set; } = "";

    public byte[] Expand(byte[] message)
    {
        (byte[] header, byte[] entity) = Messages.Split(message);
        List<Layer> layers = Parse(entity);
        Seen = string.Concat(layers.Select(layer => layer.Signed is not null ? layer.HasHistory ? "S[h]" : "S" : layer.IsEncrypted ? "E" : "C"));

        // The search: a signature with a history, a signature directly around encryption, encryption, or the original content.
        int outer = layers.FindIndex(layer => layer.HasHistory || layer.IsEncrypted || layer.IsContent);
        if (layers[outer].IsEncrypted && outer > 0)
        {
            outer--; // the "outer" signedData encapsulates the envelopedData
        }

        bool hasOuter = layers[outer].Signed is not null;
        int encryption = layers.FindIndex(outer, layer => layer.IsEncrypted);
        byte[] body = encryption >= 0 ? ExpandEncryption(layers[encryption].Entity) : hasOuter ? layers[outer + 1].Entity : entity;
        return Sign(header, body, hasOuter ? layers[outer].Signed!.SignerInfos[0].SignedAttributes : null);
    }

    private static List<Layer> Parse(byte[] entity)
    {
        var layers = new List<Layer>();
        while (true)
        {
            byte[] asMessage = [.. "From: list@lists.example\r\n"u8, .. entity];
            string type = Messages.Parse(asMessage).Body!.ContentType.MimeType;
            if (type != "application/pkcs7-mime")
            {
                layers.Add(new Layer(entity, null, IsEncrypted: false));
                return layers;
            }

            byte[] cms = Messages.CmsOf(asMessage);
            if (ContentInfo.GetContentType(cms).Value != OddSignatures.SignedData)
            {
                layers.Add(new Layer(entity, null, IsEncrypted: true));
                return layers;
            }

            var signed = new SignedCms();
            signed.Decode(cms);
            if (signed.SignerInfos.Count > 0)
            {
                signed.CheckSignature(verifySignatureOnly: true); // "MUST verify the signature"
            }

            layers.Add(new Layer(entity, signed, IsEncrypted: false));
            entity = signed.ContentInfo.Content;
        }
    }

    private byte[] ExpandEncryption(byte[] entity)
    {
        var enveloped = new EnvelopedCms();
        enveloped.Decode(Messages.CmsOf([.. "From: list@lists.example\r\n"u8, .. entity]));
        enveloped.Decrypt(new X509Certificate2Collection(decryptor.Certificate));
        return Messages.Carry([], Messages.EnvelopedData(members, enveloped.ContentInfo.Content), "enveloped-data");
    }

    private byte[] Sign(byte[] header, byte[] body, CryptographicAttributeObjectCollection? remembered)
    {
        byte[][] entries = [ExpansionHistories.Entry(signer)];
        var cms = new SignedCms(new ContentInfo(body), detached: false);
        var by = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, signer.Certificate) { IncludeOption = X509IncludeOption.EndCertOnly };
        foreach (CryptographicAttributeObject attribute in remembered?.Cast<CryptographicAttributeObject>() ?? [])
        {
            if (attribute.Oid.Value == ExpansionHistory)
            {
                entries = [NestedEntries(attribute.Values[0].RawData), .. entries];
            }
            else if (!Replaced.Contains(attribute.Oid.Value))
            {
                by.SignedAttributes.Add(new AsnEncodedData(attribute.Oid, attribute.Values[0].RawData));
            }
        }

        by.SignedAttributes.Add(new Pkcs9SigningTime(ExpansionHistories.Time.UtcDateTime));
        by.SignedAttributes.Add(new AsnEncodedData(new Oid(ExpansionHistory), ExpansionHistories.Value(entries)));
        cms.ComputeSignature(by);
        return Messages.Carry(header, cms.Encode(), "signed-data");
    }

    /// <summary>The entries of a history, one behind the other.</summary>
    private static byte[] NestedEntries(byte[] value)
    {
        var reader = new System.Formats.Asn1.AsnReader(value, System.Formats.Asn1.AsnEncodingRules.DER);
        return reader.PeekContentBytes().ToArray();
    }

    private sealed record Layer(byte[] Entity, SignedCms? Signed, bool IsEncrypted)
    {
        public bool IsContent => Signed is null && !IsEncrypted;

        public bool HasHistory => Signed is { SignerInfos.Count: > 0 } && Signed.SignerInfos[0].SignedAttributes.Cast<CryptographicAttributeObject>().Any(attribute => attribute.Oid.Value == ExpansionHistory);
    }
}
