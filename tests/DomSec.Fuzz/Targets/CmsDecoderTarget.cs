using DomSec.Ber;
using DomSec.Classification;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Fuzz.Engine;
using DomSec.Tests.Cms;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// CmsDecoder and the structures that it collects. INVARIANTS, for any octets:
/// 1. nothing throws;
/// 2. pushed in any pieces, the sink receives the same and the fault is the same, its offset included;
/// 3. content begins at most once, ends at most once and after its beginning, and is not longer than the input;
/// 4. without a fault the object is done and content that began has ended; fields and content come from the input, so they are not longer;
/// 5. collected octets stay within the limit;
/// 6. every parser keeps its limit (signers, recipients, certificates, attributes) and gives flags of the catalogue;
/// 7. the outline ends, keeps its limit and has lines that a terminal can show.
/// </summary>
internal sealed class CmsDecoderTarget : FuzzTarget
{
    private const int MaxStructure = 20_000;

    private static readonly DomSecLimits _limits = FuzzCommunity.Limits;

    public override string Name => "cms";

    public override double Share => 720_000;

    // An outline line and an event cost more than the two octets that they may stand for.
    public override int AllocationPerOctet => 1500;

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. FuzzSeeds.Cms, .. FuzzSeeds.More];

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Elements(Seeds, seed, structured: 35);

    public override void Run(byte[] input)
    {
        Oid bare = (input.Length & 15) switch
        {
            0 => Oids.SignedData,
            1 => Oids.EnvelopedData,
            _ => default,
        };
        CheckedSink whole = Decode(input, bare, inPieces: false);
        CheckedSink pieces = Decode(input, bare, inPieces: true);
        Invariant.Holds(whole.Equals(pieces), "pieces give other events");
        Invariant.Holds(whole.Fault.Status == pieces.Fault.Status && string.Equals(whole.Fault.What, pieces.Fault.What, StringComparison.Ordinal), "pieces give another fault");
        Invariant.Holds(whole.Fault.Offset == pieces.Fault.Offset, "pieces give the fault another offset");
        Invariant.OneLine(whole.Fault.ToString(), "a fault");
        int collected = 0;
        foreach ((CmsField field, byte[] raw) in whole.Fields)
        {
            collected += raw.Length;
            Parse(field, raw);
        }

        Invariant.Holds(collected <= MaxStructure && collected <= input.Length, "more is collected than may be");
        if ((input.Length & 3) == 0)
        {
            Outline(input);
        }
    }

    private static CheckedSink Decode(byte[] input, Oid bare, bool inPieces)
    {
        var sink = new CheckedSink();
        var decoder = new CmsDecoder(sink, MaxStructure, bare);
        if (inPieces)
        {
            Chunks.Push(decoder, input);
        }
        else
        {
            decoder.Write(input);
            decoder.Complete();
        }

        sink.Fault = decoder.Fault;
        Invariant.Holds(decoder.IsDone != decoder.Fault.IsFault, "neither done nor at fault");
        Invariant.Holds(decoder.Fault.IsFault || sink.Begins == sink.Ends, "content without an end");
        Invariant.Holds(sink.Content.Length <= input.Length, "more content than input");
        return sink;
    }

    private static void Parse(CmsField field, byte[] raw)
    {
        switch (field)
        {
            case CmsField.SignerInfos:
                _ = SignerInfo.TryParseSet(raw, _limits, out IReadOnlyList<SignerInfo> signers);
                Invariant.Holds(signers.Count <= _limits.MaxSigners, "too many signers");
                foreach (SignerInfo signer in signers)
                {
                    CheckSigner(signer);
                }

                break;
            case CmsField.RecipientInfos:
                CmsStatus status = RecipientInfo.TryParseSet(raw, _limits, out IReadOnlyList<RecipientInfo> recipients);
                Invariant.Holds(status != CmsStatus.Ok || (recipients.Count >= 1 && recipients.Count <= _limits.MaxRecipients), "the number of recipients");
                Invariant.Holds(recipients.Count <= _limits.MaxRecipients + 1, "recipients kept beyond the limit");
                break;
            case CmsField.Certificates:
                _ = CertificateSet.TryParse(raw, _limits.MaxCertificates, out IReadOnlyList<ReadOnlyMemory<byte>> certificates);
                Invariant.Holds(certificates.Count <= _limits.MaxCertificates, "too many certificates");
                break;
            case CmsField.OriginatorInfo:
                Invariant.Holds(OriginatorInfo.ReadCertificates(raw, _limits.MaxCertificates).Count <= _limits.MaxCertificates, "too many certificates of the originator");
                break;
            case CmsField.ContentEncryptionAlgorithm:
                CheckAlgorithm(AlgorithmIdentifier.Parse(raw));
                break;
            case CmsField.Mac:
                new BerReader(raw).ReadOctetString();
                break;
            default:
                var reader = new BerReader(raw);
                if (AttributeSet.TryParse(reader.ReadElement(), _limits.MaxAttributes, out AttributeSet attributes) == CmsStatus.Ok)
                {
                    CheckAttributes(attributes);
                }

                break;
        }
    }

    private static void CheckSigner(SignerInfo signer)
    {
        CheckAlgorithm(signer.DigestAlgorithm);
        CheckAlgorithm(signer.SignatureAlgorithm);
        _ = SignatureScheme.TryResolve(signer.SignatureAlgorithm, Digests.FromIdentifier(signer.DigestAlgorithm), out _);
        SignatureTypeAttribute types = SignatureTypeAttribute.Read(signer.SignedAttributes, signer.UnsignedAttributes);
        Invariant.Holds(types.Flags.All(SecurityFlags.All.Contains), "a flag outside the catalogue");
        Invariant.Holds(types.Flags.Distinct().Count() == types.Flags.Count, "a flag twice");
        Invariant.Holds(types.Types.Distinct().Count() == types.Types.Count, "a type twice");
        Invariant.Holds(types.IsPresent || types.Types.Count == 0, "types without an attribute");
        CheckAttributes(signer.UnsignedAttributes);
        if (signer.SignedAttributes is { } signed)
        {
            CheckAttributes(signed);
            byte[] sorted = SignedAttributesEncoding.Sorted(signed);
            byte[] received = SignedAttributesEncoding.AsReceived(signed);
            Invariant.Holds(sorted[0] == BerTag.Set && received[0] == BerTag.Set, "signed attributes that are no SET");
            Invariant.Holds(new BerReader(sorted).ReadElement().Raw.Length == sorted.Length, "signed attributes that do not read");
        }
    }

    private static void CheckAttributes(AttributeSet attributes)
    {
        Invariant.Holds(attributes.Attributes.Count <= _limits.MaxAttributes, "too many attributes");
        foreach (CmsAttribute attribute in attributes.Attributes)
        {
            Invariant.OneLine(attribute.Type.ToString(), "an attribute type");
            Invariant.Holds(attributes.Count(attribute.Type) >= 1, "an attribute that is not found");
            _ = attributes.SingleValue(attribute.Type);
        }
    }

    private static void CheckAlgorithm(in AlgorithmIdentifier algorithm)
    {
        Invariant.OneLine(algorithm.Algorithm.ToString(), "an algorithm");
        _ = Digests.FromIdentifier(algorithm);
        _ = PssParameters.TryParse(algorithm.Parameters, out _);
        _ = OaepParameters.TryParse(algorithm.Parameters, out _);
        _ = KeyAgreementScheme.TryResolve(algorithm, out _, out _);
        _ = ContentCipher.FromOid(algorithm.Algorithm);
        Invariant.Holds(algorithm.IsEmpty || algorithm.SemanticallyEquals(algorithm), "an algorithm differs from itself");
    }

    private static void Outline(byte[] input)
    {
        const int MaxLines = 2000;
        IReadOnlyList<OutlineLine> lines = CmsOutline.Read(input, MaxLines);
        Invariant.Holds(lines.Count is > 0 and <= MaxLines + 1, "the number of lines");
        for (int i = 0; i < lines.Count; i++)
        {
            Invariant.Holds(!lines[i].IsFault || i == lines.Count - 1, "a fault that is not last");
            Invariant.Holds(lines[i].Offset >= 0 && lines[i].Offset <= input.Length && lines[i].Depth <= 64, "a line outside the input");
            Invariant.OneLine(lines[i].Tag, "a tag");
            Invariant.OneLine(lines[i].Text, "a value");
            Invariant.Holds(lines[i].Text.Length <= 400, "a value of any length");
        }
    }

    /// <summary>Keeps what is delivered and watches its order.</summary>
    private sealed class CheckedSink : ICmsSink
    {
        private readonly List<Oid> _types = [];
        private readonly MemoryStream _content = new();

        public List<(CmsField Field, byte[] Raw)> Fields { get; } = [];

        public int Begins { get; private set; }

        public int Ends { get; private set; }

        public CmsFault Fault { get; set; }

        public ReadOnlySpan<byte> Content => _content.GetBuffer().AsSpan(0, (int)_content.Length);

        public void OnContentType(Oid contentType) => _types.Add(contentType);

        public void OnInnerContentType(Oid contentType) => _types.Add(contentType);

        public void OnField(CmsField field, ReadOnlyMemory<byte> raw)
        {
            Invariant.Holds(!Fields.Exists(known => known.Field == field), "a field twice");
            Fields.Add((field, raw.ToArray()));
        }

        public void OnContentBegin() => Invariant.Holds(++Begins == 1, "content begins twice");

        public void OnContent(ReadOnlySpan<byte> octets)
        {
            Invariant.Holds(Begins == 1 && Ends == 0, "content outside the content");
            _content.Write(octets);
        }

        public void OnContentEnd() => Invariant.Holds(Begins == 1 && ++Ends == 1, "content ends twice");

        public bool Equals(CheckedSink other) => Begins == other.Begins && Ends == other.Ends && _types.SequenceEqual(other._types) && Content.SequenceEqual(other.Content)
            && Fields.Count == other.Fields.Count && Fields.Zip(other.Fields).All(pair => pair.First.Field == pair.Second.Field && pair.First.Raw.AsSpan().SequenceEqual(pair.Second.Raw));
    }
}
