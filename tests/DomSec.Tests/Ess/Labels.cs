using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Ess;

/// <summary>Labels and attributes of RFC 2634 for tests, written by hand, and label policies as RFC 3114 shows them.</summary>
internal static class Labels
{
    public const string SecurityLabel = "1.2.840.113549.1.9.16.2.2";
    public const string EquivalentLabels = "1.2.840.113549.1.9.16.2.9";
    public const string ContentHint = "1.2.840.113549.1.9.16.2.4";
    public const string ContentIdentifier = "1.2.840.113549.1.9.16.2.7";
    public const string ReceiptRequest = "1.2.840.113549.1.9.16.2.1";
    public const string MlExpandHistory = "1.2.840.113549.1.9.16.2.3";
    public const string MsgSigDigest = "1.2.840.113549.1.9.16.2.5";
    public const string ContentReference = "1.2.840.113549.1.9.16.2.10";
    public const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    /// <summary>RFC 3114 section 2.1 and 2.3: the test policies of two companies.</summary>
    public const string Amoco = "1.2.840.113549.1.9.16.7.1";
    public const string Whirlpool = "1.2.840.113549.1.9.16.7.3";
    public const string Unknown = "1.3.6.1.4.1.32473.99";

    /// <summary>Knows Whirlpool's policy; acme.example's attribute authority may translate into it.</summary>
    public static SecurityLabelTable WhirlpoolOnly { get; } = new(new SecurityLabelScheme
    {
        Name = "whirlpool",
        Policy = Whirlpool,
        Classifications = [new(6, "public"), new(7, "internal"), new(8, "confidential")],
        Translators = ["attribute-authority@acme.example"],
    });

    public static SecurityLabel Of(string policy, int? classification = null) => new() { Policy = policy, Classification = classification };

    /// <summary>A label as its DER.</summary>
    public static byte[] Value(string policy, int? classification = null) =>
        Tlv.Of(Tlv.Set, classification is { } number ? Tlv.Integer(number) : [], Tlv.Oid(policy));

    public static byte[] Attribute(string policy, int? classification = null) => OddSignatures.Attribute(SecurityLabel, Value(policy, classification));

    public static byte[] Equivalent(params ReadOnlySpan<byte[]> labels) => OddSignatures.Attribute(EquivalentLabels, Tlv.Of(Tlv.Sequence, labels));

    /// <summary>A message with alice's signature and these attributes in it.</summary>
    public static LayeredMessage Originator(params byte[][] attributes) =>
        LayeredMessage.Of(Messages.Plain()).Signed(layer => layer.By(Ids.Alice, signer => signer.SignedAttributes.AddRange(attributes)));

    /// <summary>A layer of these types and attributes around a message.</summary>
    public static LayeredMessage By(this LayeredMessage message, TestIdentity identity, string type, params byte[][] attributes) =>
        message.Signed(layer => layer.By(identity, signer => signer.Types(type).SignedAttributes.AddRange(attributes)));

    public static TestDoors Guard(ISecurityLabelPolicy? policy = null, DomSecOptions? options = null)
    {
        TestDoors doors = TestDoors.ForPartner(options);
        doors.Labels = policy ?? WhirlpoolOnly;
        return doors;
    }
}
