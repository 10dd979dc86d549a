using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>Reads a multipart/signed layer (RFC 1847, RFC 8551 section 3.5.3): the first part is hashed in canonical lines and read on, the second is the signature.</summary>
internal sealed class MultipartSignedSink : OctetSink
{
    private readonly LayerReader _reader;
    private readonly MessageLayer _layer;
    private readonly SignedMultipartSplitter _splitter;
    private readonly SignaturePart _signature;
    private readonly AlteredContent? _altered;

    public MultipartSignedSink(LayerReader reader, MessageLayer layer, DomSecLimits limits, bool allDigests)
    {
        _reader = reader;
        _layer = layer;
        IReadOnlyList<DigestAlgorithm> announced = allDigests ? ContentHashes.Every : Digests.ListFromMicalg(layer.Header!.Micalg);
        announced = [.. announced.Where(Digests.IsSupported).Distinct()];
        var detached = new DetachedDigests();
        _signature = new SignaturePart(reader, layer, limits, detached);

        // Without a usable micalg nearly every signature of the last twenty years is SHA-256; the second look finds the others.
        _altered = reader.Diagnosed.Count > 0 ? new AlteredContent(reader.Diagnosed, limits) : null;
        var first = new FirstPart(reader, layer, detached, announced.Count > 0 ? announced : [DigestAlgorithm.Sha256], _altered);
        _splitter = new SignedMultipartSplitter(layer.Header!.Boundary, first, _signature);
    }

    public override void Write(ReadOnlySpan<byte> octets) => _splitter.Write(octets);

    public override void Complete()
    {
        _splitter.Complete();
        CmsFault fault = !_splitter.HasTwoParts ? new CmsFault(CmsStatus.Truncated, "the multipart/signed, which must have exactly two parts and its last delimiter,")
            : !_signature.IsComplete ? new CmsFault(CmsStatus.Limit, "the header of the signature part")
            : !_signature.IsLabelled ? new CmsFault(CmsStatus.Malformed, "the signature part, which is labelled as something else,")
            : default;
        if (fault.IsFault)
        {
            _layer.Fault = fault;
            _layer.Kind = LayerKind.Malformed;
            _reader.ForgetInside(_layer);
        }
        else if (_altered?.Explain(_layer) is { } explanation)
        {
            _layer.Note(SecurityFlags.SignatureAltered, explanation);
        }
    }

    private sealed class FirstPart : OctetSink
    {
        private readonly OctetSink _entity;
        private readonly ContentHashes _hashes;
        private readonly CanonicalLines _canonical;
        private readonly DetachedDigests _detached;
        private readonly AlteredContent? _altered;

        public FirstPart(LayerReader reader, MessageLayer layer, DetachedDigests detached, IReadOnlyList<DigestAlgorithm> digests, AlteredContent? altered)
        {
            _altered = altered;
            _entity = reader.Inner(layer);
            _hashes = new ContentHashes(digests);
            _canonical = new CanonicalLines(_hashes);
            _detached = detached;
        }

        public override void Write(ReadOnlySpan<byte> octets)
        {
            _canonical.Write(octets);
            _altered?.Write(octets);
            _entity.Write(octets);
        }

        public override void Complete()
        {
            _hashes.Finish(_detached.Values);
            _detached.LooksLikeAttributes = _hashes.LooksLikeAttributes;
            _altered?.Complete();
            _entity.Complete();
        }
    }

    private sealed class SignaturePart : OctetSink
    {
        private readonly HeaderCollector _collector;

        public SignaturePart(LayerReader reader, MessageLayer layer, DomSecLimits limits, DetachedDigests detached) =>
            _collector = new HeaderCollector(limits.MaxHeaderBytes, header =>
            {
                // RFC 1847 section 2.1: its type MUST be the protocol's. A part that readers would show (SEC-WRP-01) is no signature.
                IsLabelled = header.IsPkcs7Signature || header.IsPkcs7Mime || header.IsOctetStream;
                if (!header.IsPkcs7Signature)
                {
                    layer.Flags.Add(new RaisedFlag(SecurityFlags.CarrierLabel, "The signature part is not labelled application/pkcs7-signature."));
                }

                return new CmsBodyDecoder(
                    header,
                    new CmsLayerSink(reader, layer, limits, allDigests: true, bareType: default, detached),
                    oddity => layer.Note(SecurityFlags.CarrierEncoding, oddity));
            });

        public bool IsComplete { get; private set; }

        public bool IsLabelled { get; private set; }

        public override void Write(ReadOnlySpan<byte> octets) => _collector.Write(octets);

        public override void Complete()
        {
            _collector.Complete();
            IsComplete = !_collector.IsTooLong;
        }
    }
}
