using System.Formats.Asn1;
using DomSec.TestKit;

namespace DomSec.Tests.Signing.MailList;

/// <summary>mlExpansionHistory attributes written by the platform's ASN.1 writer after RFC 2634 section 4.4.</summary>
internal static class ExpansionHistories
{
    public const string Type = "1.2.840.113549.1.9.16.2.3";
    public const string LabelType = "1.2.840.113549.1.9.16.2.2";

    public static readonly DateTimeOffset Time = new(2024, 5, 31, 8, 30, 0, TimeSpan.Zero);

    /// <summary>The attribute with one entry for a key identifier.</summary>
    public static byte[] OneEntry { get; } = Attribute(Entry([1, 2, 3, 4]));

    /// <summary>The attribute.</summary>
    public static byte[] Attribute(params ReadOnlySpan<byte[]> entries) => OddSignatures.Attribute(Type, Value(entries));

    /// <summary>The attribute's value.</summary>
    public static byte[] Value(params ReadOnlySpan<byte[]> entries) => Tlv.Of(Tlv.Sequence, entries);

    /// <summary>MLData with a key identifier.</summary>
    public static byte[] Entry(byte[] keyIdentifier, byte[]? policy = null) => EntryOf(Tlv.Of(Tlv.OctetString, keyIdentifier), policy);

    /// <summary>MLData with issuer and serial number.</summary>
    public static byte[] Entry(TestIdentity list, byte[]? policy = null) =>
        EntryOf(Tlv.Of(Tlv.Sequence, list.Certificate.IssuerName.RawData, Tlv.Integer(list.Certificate.SerialNumberBytes.Span)), policy);

    /// <summary>MLData with an encoded identifier.</summary>
    public static byte[] EntryOf(byte[] identifier, byte[]? policy = null) => Tlv.Of(Tlv.Sequence, identifier, GeneralizedTime(Time), policy ?? []);

    public static byte[] GeneralizedTime(DateTimeOffset time)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
        return writer.Encode();
    }

    /// <summary>An eSSSecurityLabel attribute: ESSSecurityLabel ::= SET { policy, classification }.</summary>
    public static byte[] Label(string policy, int classification = 3) =>
        OddSignatures.Attribute(LabelType, Tlv.Of(Tlv.Set, Tlv.Integer(classification), Tlv.Oid(policy)));
}
