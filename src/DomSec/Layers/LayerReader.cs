using System.Runtime.InteropServices;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>
/// Takes a message, or a bare CMS object, apart as it is pushed: one list of layers, outermost first, each feeding the next. Only the root
/// chain is followed: a protected part somewhere inside other content is not the message's own protection (SEC-EFL-01), it is only noted.
/// An encrypted layer that is held whole ends the pass; <see cref="PendingEnvelope"/> is then opened by whoever has keys, and
/// <see cref="Resume"/> goes on. One that grows too large for that asks for its keys in the middle (<see cref="AwaitingKeys"/>).
/// </summary>
internal sealed class LayerReader : OctetSink, IDisposable
{
    private readonly DomSecLimits _limits;
    private readonly bool _allDigests;
    private readonly List<MessageLayer> _layers = [];
    private OctetSink? _root;
    private readonly PooledOctets _start = new(64);
    private readonly Expansion _expansion;
    private readonly List<MessageLayer> _withdrawn = [];
    private long _received;
    private MessageLayer? _refuted;
    private Mark? _beforeRefuted;

    /// <param name="limits">Limits.</param>
    /// <param name="allDigests">Computes every digest, whatever the message announces: for the second look when an announcement was wrong (CMS-SD-13).</param>
    public LayerReader(DomSecLimits limits, bool allDigests)
    {
        _limits = limits;
        _allDigests = allDigests;
        _expansion = new Expansion(limits);
    }

    public IReadOnlyList<MessageLayer> Layers => _layers;

    /// <summary>What was read inside a layer that did not open in the end, after <see cref="Withdraw"/>: for the time that it takes, nothing else.</summary>
    public IReadOnlyList<MessageLayer> Withdrawn => _withdrawn;

    /// <summary>The message's own header, or null for bare CMS.</summary>
    public EntityHeader? OuterHeader { get; private set; }

    /// <summary>The header of the innermost content that was reached, or null.</summary>
    public EntityHeader? ContentHeader { get; private set; }

    /// <summary>The header of the message that is all of the innermost content (RFC 8551 section 3.1), or null.</summary>
    public EntityHeader? WrappedHeader { get; private set; }

    /// <summary>Whether the innermost content was reached.</summary>
    public bool ReachedContent { get; private set; }

    /// <summary>Whether the content holds protected parts of its own.</summary>
    public bool HasProtectedParts { get; private set; }

    /// <summary>The digests for which altered clear-signed content is to be explained; none unless a look before this one found a mismatch.</summary>
    public IReadOnlyList<DigestAlgorithm> Diagnosed { get; init; } = [];

    /// <summary>What is noted about the message itself, not about one of its layers.</summary>
    public List<RaisedFlag> Flags { get; } = [];

    /// <summary>A fault of the message around the layers, or none.</summary>
    public CmsFault Fault { get; private set; }

    /// <summary>The encrypted layer that stopped the pass, or null.</summary>
    public MessageLayer? PendingEnvelope { get; private set; }

    /// <summary>The encrypted layer whose content grew beyond what is held, or null; whoever pushes gives it what it goes on with.</summary>
    public CmsLayerSink? AwaitingKeys { get; private set; }

    /// <summary>Whether this pass proved a content key, so that the next one gets further.</summary>
    public bool NeedsAnotherPass { get; private set; }

    /// <summary>Octets of the source, as far as they are known: no layer holds more of it. They are there, so room for them is no risk.</summary>
    public long SourceLength { get; init; }

    /// <summary>What earlier passes over the same source learnt.</summary>
    public OpenedKeys? Opened { get; init; }

    /// <summary>Set to have one layer's content released instead of read: the layer's place and the sink for its content.</summary>
    public ReleaseSink? Release { get; init; }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        long room = Math.Max(0, _limits.MaxMessageBytes - _received);
        _received += octets.Length;
        if (octets.Length > room)
        {
            // What is within the limit is read, so that the layers found are the same for every chunking.
            Fault = new CmsFault(CmsStatus.Limit, "the message");
            octets = octets[..(int)room];
        }

        if (_root is null)
        {
            // Enough to tell CMS from a header: a SEQUENCE, its length, and the tag of the content type.
            int take = Math.Min(octets.Length, 32 - _start.Length);
            _start.Write(octets[..take]);
            octets = octets[take..];
            if (_start.Length < 32)
            {
                return;
            }

            Begin();
        }

        _root!.Write(octets);
    }

    public override void Complete()
    {
        if (_root is null)
        {
            Begin();
        }

        _root!.Complete();
        if (_received == 0)
        {
            Fault = new CmsFault(CmsStatus.Truncated, "the input");
        }
    }

    /// <summary>Goes on inside the pending layer: its plaintext is to be pushed into what this gives.</summary>
    public OctetSink Resume()
    {
        MessageLayer layer = PendingEnvelope!;
        PendingEnvelope = null;
        layer.IsOpened = true;
        _refuted ??= layer.IsRefuted ? layer : null;
        if (_refuted is not null)
        {
            _beforeRefuted ??= SetMark(); // the source was read to its end: all that comes from here on is inside
        }

        return Inner(layer);
    }

    /// <summary>
    /// Takes what was read inside an encrypted layer that padding or form refuted out of the message, as if the layer had never been opened:
    /// whether it did cannot be told from the report, and, as it was read like any other, not from the time either (SEC-ORC-03).
    /// </summary>
    public void Withdraw()
    {
        if (_refuted is not { } layer)
        {
            return;
        }

        int first = _layers.IndexOf(layer) + 1;
        _withdrawn.AddRange(_layers.GetRange(first, _layers.Count - first));
        _layers.RemoveRange(first, _layers.Count - first);
        if (_beforeRefuted is { } before)
        {
            Restore(before);
        }

        (layer.IsOpened, ReachedContent, ContentHeader, PendingEnvelope) = (false, false, null, null);
        layer.Dispose();
    }

    public int IndexOf(MessageLayer layer) => _layers.IndexOf(layer);

    public void Dispose()
    {
        _start.Dispose();
        foreach (MessageLayer layer in _layers.Concat(_withdrawn))
        {
            layer.Dispose();
        }
    }

    /// <summary>The sink for what is inside a layer.</summary>
    internal OctetSink Inner(MessageLayer layer)
    {
        if (Release is { } release && release.Index == IndexOf(layer))
        {
            return release;
        }

        Oid type = layer.InnerContentType;
        if (type == Oids.Data || type.IsEmpty)
        {
            return Entity();
        }

        if (LayerKinds.IsRead(type))
        {
            // DS-ENC-11: CMS nested without MIME around it.
            return Cms(LayerCarrier.Cms, header: null, type);
        }

        if (type == Oids.ContentInfo)
        {
            return Cms(LayerCarrier.Cms, header: null);
        }

        if (type == Oids.Receipt && layer.Kind == LayerKind.Signed)
        {
            layer.Kind = LayerKind.Receipt;
            return new Content(this, header: null);
        }

        Add(new MessageLayer(LayerCarrier.Cms, header: null) { Kind = LayerKinds.Of(type) });
        return new Discard();
    }

    /// <summary>
    /// Forgets what was read inside a layer that turned out to be malformed: where the layer ends is not known, so nothing says what it
    /// held, and a signature inside must not speak for the message.
    /// </summary>
    internal void ForgetInside(MessageLayer malformed)
    {
        int first = _layers.IndexOf(malformed) + 1;
        for (int i = first; i < _layers.Count; i++)
        {
            _layers[i].Dispose();
        }

        _layers.RemoveRange(first, _layers.Count - first);
        _refuted = _refuted is not null && _layers.Contains(_refuted) && _refuted != malformed ? _refuted : null;
        ReachedContent = false;
        ContentHeader = null;
        WrappedHeader = null;
        PendingEnvelope = null;
        AwaitingKeys = null;
    }

    /// <summary>
    /// Forgets what was read inside an encrypted layer whose structure is broken, or whose tag is another one than in the pass before: as if
    /// it had never been opened.
    /// </summary>
    internal void Unopen(MessageLayer layer, in Mark before)
    {
        ForgetInside(layer);
        layer.IsOpened = false;
        Restore(before);
    }

    /// <summary>Notes that an encrypted layer's end proved that it was altered. What it said of the message is forgotten at once, its layers with <see cref="Withdraw"/>.</summary>
    internal void Refute(MessageLayer layer, in Mark before)
    {
        layer.IsRefuted = true;
        _refuted = layer; // an outer one ends after those inside it
        Restore(before);
    }

    /// <summary>What is known of the message so far, for <see cref="Unopen"/>.</summary>
    internal Mark SetMark() => new(Fault, HasProtectedParts, Flags.Count);

    internal void SetPending(MessageLayer layer) => PendingEnvelope = layer;

    /// <summary>Octets of encrypted content that are held before the layer asks for its keys.</summary>
    internal int HeldBytes(MessageLayer layer) => Opened?.Find(IndexOf(layer)) is { IsStreamed: true } ? 0 : _limits.MaxBufferedBytes;

    /// <summary>Octets that a held layer can have, encoded for transfer as it mostly is; 64 KiB where that is not known.</summary>
    internal int ExpectedBytes(int heldBytes) => (int)Math.Clamp(SourceLength / 4 * 3, 64 << 10, Math.Max(64 << 10, heldBytes));

    internal void AwaitKeys(CmsLayerSink sink) => AwaitingKeys = sink;

    internal void StopAwaiting(CmsLayerSink sink) => AwaitingKeys = ReferenceEquals(AwaitingKeys, sink) ? null : AwaitingKeys;

    /// <summary>Counts octets out of a compressed layer; false when they are too many.</summary>
    internal bool TryExpand(int octets) => _expansion.TryAdd(octets, _received);

    internal void RequestPass() => NeedsAnotherPass = true;

    internal OctetSink Entity()
    {
        var collector = new HeaderCollector(_limits.MaxHeaderBytes, Dispatch);
        return new EntityEnd(this, collector);
    }

    private static bool LooksLikeCms(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty || start[0] != BerTag.Sequence)
        {
            return false;
        }

        // A header field could start with the letter "0": what follows decides. A length of two or more octets is no text.
        return start.Length < 2 || start[1] >= 0x80
            || (BerHeader.TryRead(start, out BerHeader header) == BerStatus.Ok && start.Length > header.HeaderLength && start[header.HeaderLength] == BerTag.ObjectIdentifier);
    }

    private void Begin()
    {
        ReadOnlySpan<byte> start = _start.Span;
        if (LooksLikeCms(start))
        {
            _root = Cms(LayerCarrier.Cms, header: null);
        }
        else if (start.StartsWith("-----BEGIN "u8))
        {
            _root = new PemDecoder(Cms(LayerCarrier.Cms, header: null));
        }
        else
        {
            _root = Entity(); // as received: binary content has no lines, and whoever hashes lines makes them canonical
        }

        _root.Write(start);
    }

    private void Restore(in Mark before)
    {
        (Fault, HasProtectedParts) = (before.Fault, before.HasProtectedParts);
        Flags.RemoveRange(before.Flags, Flags.Count - before.Flags);
    }

    private bool Add(MessageLayer layer)
    {
        if (_layers.Count >= _limits.MaxLayers)
        {
            Fault = new CmsFault(CmsStatus.Limit, "the number of layers");
            return false;
        }

        _layers.Add(layer);
        return true;
    }

    private OctetSink Cms(LayerCarrier carrier, EntityHeader? header, Oid bareType = default)
    {
        var layer = new MessageLayer(carrier, header);
        return Add(layer) ? new CmsLayerSink(this, layer, _limits, _allDigests, bareType, detachedDigests: null) : new Discard();
    }

    /// <summary>A body whose media type says CMS, in whatever transfer encoding.</summary>
    private CmsBodyDecoder CmsBody(LayerCarrier carrier, EntityHeader header)
    {
        OctetSink cms = Cms(carrier, header);
        MessageLayer? layer = _layers.Count > 0 && ReferenceEquals(_layers[^1].Header, header) ? _layers[^1] : null;
        return new CmsBodyDecoder(header, cms, oddity => layer?.Note(SecurityFlags.CarrierEncoding, oddity));
    }

    /// <summary>A body whose media type allows CMS: RFC 8551 section 3.10 goes by names, which gateways change (SM-MIM-08).</summary>
    private SniffedBody MaybeCms(EntityHeader header)
    {
        MessageLayer? layer = null;
        return new SniffedBody(
            header,
            () =>
            {
                OctetSink cms = Cms(header.IsOctetStream ? LayerCarrier.OctetStream : LayerCarrier.Pkcs7Mime, header);
                layer = ReferenceEquals(_layers[^1].Header, header) ? _layers[^1] : null;
                layer?.Note(SecurityFlags.CarrierLabel, "The media type is not application/pkcs7-mime; the content is a CMS object all the same.");
                return cms;
            },
            () => new Content(this, header),
            oddity => layer?.Note(SecurityFlags.CarrierEncoding, oddity));
    }

    private OctetSink OpenTnef(EntityHeader header, byte[]? wrapped, bool isTooLong, bool isBesideContent)
    {
        if (wrapped is null)
        {
            if (isTooLong)
            {
                Flags.Add(new RaisedFlag(SecurityFlags.Limit, "The TNEF wrapper is larger than the limit; what it holds was not looked at."));
            }

            HasProtectedParts |= isBesideContent;

            return new Content(this, header);
        }

        Flags.Add(new RaisedFlag(SecurityFlags.CarrierTnef, SecurityFlags.CarrierTnef.Meaning));
        return LooksLikeCms(wrapped) ? Cms(LayerCarrier.Cms, header: null) : Entity();
    }

    /// <summary>Decides by an entity's header what its body is.</summary>
    private OctetSink Dispatch(EntityHeader header)
    {
        OuterHeader ??= _layers.Count == 0 ? header : null;
        if (header.IsPkcs7Mime || header.IsNamedOctetStream)
        {
            LayerCarrier carrier = header.IsPkcs7Mime ? LayerCarrier.Pkcs7Mime : LayerCarrier.OctetStream;
            return CmsBody(carrier, header);
        }

        if (header.IsMultipartSigned)
        {
            var layer = new MessageLayer(LayerCarrier.MultipartSigned, header) { Kind = LayerKind.Signed, HasContent = true, IsOpened = true, InnerContentType = Oids.Data };
            return Add(layer) ? new MultipartSignedSink(this, layer, _limits, _allDigests) : new Discard();
        }

        // Only as the message's root: a winmail.dat beside other parts is an attachment (SEC-EFL-01).
        if (header.IsTnef && ReferenceEquals(header, OuterHeader))
        {
            return new TnefBody(header, _limits.MaxTnefBytes, (wrapped, isTooLong, isBesideContent) => OpenTnef(header, wrapped, isTooLong, isBesideContent));
        }

        if (header.MayHoldCms)
        {
            return MaybeCms(header);
        }

        return new Content(this, header);
    }

    private void OnContent(EntityHeader? header)
    {
        ReachedContent = true;
        ContentHeader = header;
    }

    /// <summary>The innermost content: nothing of it is kept; a container is scanned for protected parts.</summary>
    private sealed class Content : OctetSink
    {
        private readonly LayerReader _reader;
        private readonly ProtectedPartScanner? _scanner;
        private readonly HeaderCollector? _wrapped;

        public Content(LayerReader reader, EntityHeader? header)
        {
            _reader = reader;
            _scanner = header is { IsMultipartOrMessage: true } ? new ProtectedPartScanner() : null;
            _wrapped = header is { IsMessage: true } && reader._layers.Count > 0 ? new HeaderCollector(reader._limits.MaxHeaderBytes, OnWrapped) : null;
            reader.OnContent(header);
        }

        public override void Write(ReadOnlySpan<byte> octets)
        {
            _scanner?.Write(octets);
            _wrapped?.Write(octets);
        }

        public override void Complete()
        {
            _wrapped?.Complete();
            _scanner?.Complete();
            _reader.HasProtectedParts |= _scanner is { Found: true };
            if (_scanner is { Found: false, FoundSignature: true })
            {
                _reader.Flags.Add(new RaisedFlag(SecurityFlags.StraySignature, SecurityFlags.StraySignature.Meaning));
            }
        }

        private Discard OnWrapped(EntityHeader header)
        {
            _reader.WrappedHeader = header;
            return new Discard();
        }
    }

    /// <summary>Notes a header beyond the limit when the entity ends.</summary>
    private sealed class EntityEnd(LayerReader reader, HeaderCollector collector) : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets) => collector.Write(octets);

        public override void Complete()
        {
            collector.Complete();
            if (collector.IsTooLong)
            {
                reader.Fault = new CmsFault(CmsStatus.Limit, "a header");
            }
        }
    }

    /// <summary>What was noted about the message itself before a layer's inside was read.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Mark(CmsFault Fault, bool HasProtectedParts, int Flags);

    private sealed class Discard : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
        }
    }
}
