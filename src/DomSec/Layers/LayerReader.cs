using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>
/// Takes a message, or a bare CMS object, apart as it is pushed: one list of layers, outermost first, each feeding the next. Only the root
/// chain is followed: a protected part somewhere inside other content is not the message's own protection (SEC-EFL-01), it is only noted.
/// An encrypted layer ends the pass; <see cref="PendingEnvelope"/> is then opened by whoever has keys, and <see cref="Resume"/> goes on.
/// </summary>
internal sealed class LayerReader : OctetSink, IDisposable
{
    private readonly DomSecLimits _limits;
    private readonly bool _allDigests;
    private readonly List<MessageLayer> _layers = [];
    private OctetSink? _root;
    private readonly PooledOctets _start = new(64);
    private long _received;

    /// <param name="limits">Limits.</param>
    /// <param name="allDigests">Computes every digest, whatever the message announces: for the second look when an announcement was wrong (CMS-SD-13).</param>
    public LayerReader(DomSecLimits limits, bool allDigests)
    {
        _limits = limits;
        _allDigests = allDigests;
    }

    public IReadOnlyList<MessageLayer> Layers => _layers;

    /// <summary>The message's own header, or null for bare CMS.</summary>
    public EntityHeader? OuterHeader { get; private set; }

    /// <summary>The header of the innermost content that was reached, or null.</summary>
    public EntityHeader? ContentHeader { get; private set; }

    /// <summary>Whether the innermost content was reached.</summary>
    public bool ReachedContent { get; private set; }

    /// <summary>Whether the content holds protected parts of its own.</summary>
    public bool HasProtectedParts { get; private set; }

    /// <summary>A fault of the message around the layers, or none.</summary>
    public CmsFault Fault { get; private set; }

    /// <summary>The encrypted layer that stopped the pass, or null.</summary>
    public MessageLayer? PendingEnvelope { get; private set; }

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

    /// <summary>Goes on inside the pending layer with its plaintext.</summary>
    public void Resume()
    {
        MessageLayer layer = PendingEnvelope!;
        PendingEnvelope = null;
        layer.IsOpened = true;
        OctetSink inner = Inner(layer);
        inner.Write(layer.Plaintext!.Span);
        inner.Complete();
    }

    public void Dispose()
    {
        _start.Dispose();
        foreach (MessageLayer layer in _layers)
        {
            layer.Dispose();
        }
    }

    /// <summary>The sink for what is inside a layer.</summary>
    internal OctetSink Inner(MessageLayer layer)
    {
        Oid type = layer.InnerContentType;
        if (type == Oids.Data || type.IsEmpty)
        {
            return Entity();
        }

        if (type == Oids.SignedData || type == Oids.EnvelopedData || type == Oids.AuthEnvelopedData || type == Oids.CompressedData)
        {
            // DS-ENC-11: CMS nested without MIME around it.
            return Cms(LayerCarrier.Cms, header: null, type);
        }

        if (type == Oids.ContentInfo)
        {
            return Cms(LayerCarrier.Cms, header: null);
        }

        if (type == Oids.Receipt)
        {
            layer.Kind = LayerKind.Receipt;
            return new Content(this, header: null);
        }

        Add(new MessageLayer(LayerCarrier.Cms, header: null) { Kind = LayerKind.Opaque });
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
        ReachedContent = false;
        ContentHeader = null;
        PendingEnvelope = null;
    }

    internal void SetPending(MessageLayer layer) => PendingEnvelope = layer;

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

    /// <summary>Decides by an entity's header what its body is.</summary>
    private OctetSink Dispatch(EntityHeader header)
    {
        OuterHeader ??= _layers.Count == 0 ? header : null;
        if (header.IsPkcs7Mime || header.IsNamedOctetStream)
        {
            LayerCarrier carrier = header.IsPkcs7Mime ? LayerCarrier.Pkcs7Mime : LayerCarrier.OctetStream;
            return TransferDecoder.ForCms(header.Encoding, Cms(carrier, header));
        }

        if (header.IsMultipartSigned)
        {
            var layer = new MessageLayer(LayerCarrier.MultipartSigned, header) { Kind = LayerKind.Signed, HasContent = true, IsOpened = true, InnerContentType = Oids.Data };
            return Add(layer) ? new MultipartSignedSink(this, layer, _limits, _allDigests) : new Discard();
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

        public Content(LayerReader reader, EntityHeader? header)
        {
            _reader = reader;
            _scanner = header is { IsMultipartOrMessage: true } ? new ProtectedPartScanner() : null;
            reader.OnContent(header);
        }

        public override void Write(ReadOnlySpan<byte> octets) => _scanner?.Write(octets);

        public override void Complete() => _reader.HasProtectedParts |= _scanner is { Found: true };
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

    private sealed class Discard : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
        }
    }
}
