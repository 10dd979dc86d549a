using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Classification;
using DomSec.Cms;
using DomSec.Fuzz.Engine;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// The values of RFC 2634's attributes: labels, equivalent labels, hints, references, receipt requests, and all of them as lines for people. INVARIANTS, for any octets:
/// 1. nothing throws;
/// 2. a label that reads keeps its bounds and equals itself; one that may be written reads as itself again, in DER;
/// 3. what is shown of an attribute is one line a value.
/// </summary>
internal sealed class AttributesTarget : FuzzTarget
{
    private static readonly string[] _types =
    [
        "1.2.840.113549.1.9.16.2.1", "1.2.840.113549.1.9.16.2.2", "1.2.840.113549.1.9.16.2.4", "1.2.840.113549.1.9.16.2.7", "1.2.840.113549.1.9.16.2.9", "1.2.840.113549.1.9.16.2.10", "1.2.3",
    ];

    public override string Name => "attributes";

    public override double Share => 80_000;

    public override int AllocationPerOctet => 2000;

    public override int AllocationBase => 1 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            "MQYGASkCAQM=", // RFC 7444 section 2
            "MQYCAQMGASk=",
            "MTgCAQEGByoDBAUGBwgTDlRISVMgSVMgQSBNQVJLMRowGIAIKgMEBQYHhniBDBMKQSBDQVRFR09SWQ==",
            "MBUxBgYBKQIBAzELBgIqAwIBAgwCw6Q=",
            "MBMMBndvcmRzIQYJKoZIhvcNAQcB",
            "MBcEB29uZS50d2+AAQEwCTAHgQVhQGIuYw==",
            "MBEGCSqGSIb3DQEHAQQBAQQBAg==",
        }.Select(Convert.FromBase64String),
        "1\x1f\x02\x01\x01\x06\x02*\x03\x0c\x02\xc3\xa4"u8.ToArray(),
    ];

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Elements(Seeds, seed, structured: 80);

    public override void Run(byte[] input)
    {
        if (EssSecurityLabel.TryRead(input) is { } label)
        {
            Check(label);
        }

        foreach (SecurityLabel equivalent in EquivalentLabels.Read(input))
        {
            Check(equivalent);
        }

        _ = ContentHintsValue.TryRead(input);
        _ = ContentReference.TryRead(input);
        _ = ReceiptRequest.TryRead(input);
        foreach (string type in _types)
        {
            foreach (string line in AttributeOutline.Values(new SignedAttribute(type, [input])))
            {
                Invariant.OneLine(line, "an attribute");
            }
        }
    }

    private static void Check(SecurityLabel label)
    {
        Invariant.Holds(label.Equals(label with { Categories = [.. label.Categories.Reverse()] }), "a label that is not itself");
        Invariant.Holds(label.Classification is null or (>= 0 and <= 256) && label.Categories.Count <= 64 && label.PrivacyMark is not { Length: 0 }, "a label beyond its bounds");
        if (EssSecurityLabel.Objection(label) is not null)
        {
            return;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        EssSecurityLabel.Write(writer, label);
        byte[] der = writer.Encode();
        Invariant.Holds(label.Equals(EssSecurityLabel.TryRead(der)), "a label that does not read as itself");
        Invariant.Holds(DerTranscoder.TryEncode(der) is { } again && again.AsSpan().SequenceEqual(der), "a label that is not DER");
    }
}
