using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>
/// Says what happened to clear-signed content whose digest does not match: relays, lists and gateways alter it in a few well-known ways.
/// Each is undone in turn, in a fixed order and in one pass, and the one that gives the signed digest is named. A diagnosis only: the
/// signature stays invalid. Costs a bounded number of digests and holds a header and a few kilobytes.
/// </summary>
internal sealed class AlteredContent : OctetSink
{
    private readonly IReadOnlyList<DigestAlgorithm> _algorithms;
    private readonly int _maxBytes;
    private readonly List<ContentVariant> _variants = [];
    private readonly CanonicalLines _canonical;
    private long _length;
    private bool _isGivenUp;

    /// <param name="algorithms">The digests of the signers that do not match.</param>
    /// <param name="limits">Limits.</param>
    public AlteredContent(IReadOnlyList<DigestAlgorithm> algorithms, DomSecLimits limits)
    {
        _algorithms = algorithms;
        _maxBytes = limits.MaxDiagnosedBytes;

        // The order is the order of the answer; what is least far from the content as it came stands first.
        _variants.Add(ContentVariant.AsReceived(algorithms));
        _variants.Add(ContentVariant.LineFeeds(algorithms));
        _variants.Add(ContentVariant.Ends(algorithms));
        _variants.Add(ContentVariant.Stripped(algorithms));
        var header = new HeaderCollector(limits.MaxHeaderBytes, OnHeader);
        _canonical = new CanonicalLines(new Canonical(this, header));
    }

    /// <summary>The digests that signers of this layer signed and its content does not have.</summary>
    public static IEnumerable<(DigestAlgorithm Digest, ReadOnlyMemory<byte> Signed)> Sought(MessageLayer layer)
    {
        if (layer.Carrier != LayerCarrier.MultipartSigned || layer.Kind != LayerKind.Signed)
        {
            yield break;
        }

        foreach (SignerInfo signer in layer.Signers)
        {
            DigestAlgorithm digest = Digests.FromIdentifier(signer.DigestAlgorithm);
            if (signer.SignedAttributes?.SingleValue(Oids.MessageDigest) is { } value && layer.ContentDigests.TryGetValue(digest, out byte[]? actual))
            {
                ReadOnlyMemory<byte> signed = new BerReader(value).ReadOctetString();
                if (signed.Length == actual.Length && !signed.Span.SequenceEqual(actual))
                {
                    yield return (digest, signed);
                }
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        _length += octets.Length;
        if (_isGivenUp)
        {
            return;
        }

        if (_length > _maxBytes)
        {
            _isGivenUp = true; // SEC-DOS-02: fifteen digests over gigabytes are the attacker's gain
            return;
        }

        foreach (ContentVariant variant in _variants)
        {
            if (!variant.IsCanonical)
            {
                variant.Write(octets);
            }
        }

        _canonical.Write(octets);
    }

    public override void Complete()
    {
        _canonical.Complete();
        foreach (ContentVariant variant in _variants)
        {
            variant.Complete();
        }
    }

    /// <summary>What explains one of the digests that were signed, in one sentence; null when nothing does.</summary>
    public string? Explain(MessageLayer layer)
    {
        if (_isGivenUp)
        {
            return null;
        }

        foreach ((DigestAlgorithm digest, ReadOnlyMemory<byte> signed) in Sought(layer))
        {
            for (int i = 0; i < _algorithms.Count; i++)
            {
                if (_algorithms[i] == digest && Find(i, signed.Span) is { } explanation)
                {
                    return explanation;
                }
            }
        }

        return null;
    }

    private string? Find(int algorithm, ReadOnlySpan<byte> signed)
    {
        foreach (ContentVariant variant in _variants)
        {
            foreach ((string explanation, byte[][] digests) in variant.Results)
            {
                if (digests[algorithm].AsSpan().SequenceEqual(signed))
                {
                    return explanation;
                }
            }
        }

        return null;
    }

    private OctetSink OnHeader(EntityHeader header)
    {
        var body = new List<ContentVariant>();
        body.AddRange(EncodingVariants.For(header, _algorithms));
        body.AddRange(HeaderVariants.For(header, _algorithms));
        _variants.AddRange(body);
        return new Body(body);
    }

    /// <summary>Canonical octets go to the variants that are about the whole and to the header's collector.</summary>
    private sealed class Canonical(AlteredContent content, HeaderCollector header) : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
            foreach (ContentVariant variant in content._variants)
            {
                if (variant is { IsCanonical: true, IsBody: false })
                {
                    variant.Write(octets);
                }
            }

            header.Write(octets);
        }

        public override void Complete() => header.Complete();
    }

    private sealed class Body(List<ContentVariant> variants) : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
            foreach (ContentVariant variant in variants)
            {
                variant.Write(octets);
            }
        }
    }
}
