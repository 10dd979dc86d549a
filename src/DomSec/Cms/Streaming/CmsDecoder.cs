using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms.Streaming;

/// <summary>
/// Reads one CMS object pushed to it in chunks of any size, BER and DER alike, in one pass: the content streams through, everything else
/// is collected up to a limit. Holds a fixed stack of open elements; never recurses, never allocates from a length field.
/// </summary>
/// <remarks>
/// ContentInfo ::= SEQUENCE { contentType ContentType, content [0] EXPLICIT ANY DEFINED BY contentType } (RFC 5652 section 3).
/// </remarks>
internal sealed partial class CmsDecoder : OctetSink
{
    /// <summary>Deep enough for all that is not made to be deep.</summary>
    private const int UsualDepth = 12;

    private readonly ICmsSink _sink;
    private readonly int _maxStructureBytes;
    private readonly byte[] _header = new byte[BerHeader.MaxLength];
    private OpenElement[] _stack = new OpenElement[UsualDepth];
    private readonly bool _startsAtContent;
    private Oid _contentType;
    private int _headerLength;
    private int _depth;
    private long _offset;
    private long _leafRemaining;
    private Mode _mode;
    private int _collected;
    private BerHeader? _anyHeader;

    // Collecting one element whole.
    private ElementCollector? _collector;
    private CaptureKind _captureKind;
    private CmsField _captureField;
    private long _captureOffset;
    private int _captureHeaderLength;
    private long _captureLength; // -1 for the indefinite form

    /// <param name="sink">Receives what is read.</param>
    /// <param name="maxStructureBytes">Limit for everything that is collected.</param>
    /// <param name="bareContentType">When not empty, the input starts with this type's own SEQUENCE, without ContentInfo, as directly nested CMS does.</param>
    public CmsDecoder(ICmsSink sink, int maxStructureBytes, Oid bareContentType = default)
    {
        _sink = sink;
        _maxStructureBytes = maxStructureBytes;
        _contentType = bareContentType;
        _startsAtContent = !bareContentType.IsEmpty;
    }

    private enum Mode : byte
    {
        Header,
        Leaf,
        Capture,
        Done,
        Failed,
    }

    private enum CaptureKind : byte
    {
        ContentType,
        InnerContentType,
        Field,
        Skip,
        AnyContent,
    }

    /// <summary>Where in the grammar an open element stands.</summary>
    private enum Role : byte
    {
        ContentInfo,
        ExplicitContent,
        SignedData,
        EncapsulatedContentInfo,
        ExplicitEContent,
        EnvelopedData,
        EncryptedContentInfo,
        ContentString,
        CompressedData,
        Other,
    }

    /// <summary>The fault, if any. After one, further octets are ignored.</summary>
    public CmsFault Fault { get; private set; }

    /// <summary>Whether the object has been read to its end.</summary>
    public bool IsDone => _mode == Mode.Done;

    /// <summary>Whether any indefinite length or constructed content string was met.</summary>
    public bool SawBer { get; private set; }

    /// <summary>Whether zero octets or blanks followed the object (tolerated, CMS-BER-02).</summary>
    public bool SawPadding { get; private set; }

    /// <summary>
    /// The identifier and length octets of content that is no OCTET STRING, as PKCS #7 version 1.5 has it (RFC 5652 section 5.2.1). They
    /// are not digested, and whoever reads the value needs them in front of the content octets. Empty otherwise. Minimal, not as received.
    /// </summary>
    public byte[] AnyContentHeader => _anyHeader is not { } header ? [] : header.IsIndefinite ? [header.Tag, 0x80] : DerHeader.Encode(header.Tag, header.ContentLength);

    /// <summary>Whether such content is ended by end-of-contents octets, which are not among the content octets either.</summary>
    public bool IsAnyContentIndefinite => _anyHeader is { IsIndefinite: true };

    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            switch (_mode)
            {
                case Mode.Header:
                    ReadHeader(ref octets);
                    break;
                case Mode.Leaf:
                    ReadLeaf(ref octets);
                    break;
                case Mode.Capture:
                    ReadCapture(ref octets);
                    break;
                case Mode.Done:
                    if (octets.IndexOfAnyExcept("\0 \t\r\n"u8) >= 0)
                    {
                        Fail(CmsStatus.TrailingData, "the ContentInfo");
                    }

                    SawPadding = true;
                    return;
                default:
                    return;
            }
        }
    }

    public override void Complete()
    {
        if (_mode is not (Mode.Done or Mode.Failed))
        {
            Fail(CmsStatus.Truncated, _offset == 0 ? "the ContentInfo" : Describe());
        }
    }

    private string Describe() => _mode switch
    {
        Mode.Capture when _captureKind == CaptureKind.Field => $"the element {_captureField}",
        Mode.Leaf => "the content",
        _ => _depth == 0 ? "the ContentInfo" : $"the {_stack[_depth - 1].Role}",
    };

    private void Fail(CmsStatus status, string what)
    {
        if (!Fault.IsFault)
        {
            Fault = new CmsFault(status, what, _offset);
        }

        _mode = Mode.Failed;
        _collector?.Dispose();
        _collector = null;
    }

    private void ReadHeader(ref ReadOnlySpan<byte> octets)
    {
        int take = Math.Min(octets.Length, _header.Length - _headerLength);
        octets[..take].CopyTo(_header.AsSpan(_headerLength));
        BerStatus status = BerHeader.TryRead(_header.AsSpan(0, _headerLength + take), out BerHeader header);
        if (status == BerStatus.Truncated && take == octets.Length)
        {
            _headerLength += take;
            octets = default;
            return;
        }

        if (status != BerStatus.Ok)
        {
            Fail(CmsStatus.Malformed, Describe());
            return;
        }

        octets = octets[(header.HeaderLength - _headerLength)..];
        _headerLength = 0;
        _offset += header.HeaderLength;
        OnHeader(header);
    }

    private void OnHeader(in BerHeader header)
    {
        if (header.Tag == BerTag.EndOfContents)
        {
            if (header.ContentLength != 0 || header.HeaderLength != 2 || _depth == 0 || _stack[_depth - 1].End >= 0)
            {
                Fail(CmsStatus.Malformed, Describe());
                return;
            }

            Close();
            CloseFinished();
            return;
        }

        SawBer |= header.IsIndefinite;
        if (!header.IsIndefinite && _depth > 0)
        {
            // An element may not reach beyond the definite element around it.
            long limit = EnclosingEnd();
            if (limit >= 0 && header.ContentLength > limit - _offset)
            {
                Fail(CmsStatus.Malformed, Describe());
                return;
            }
        }

        Dispatch(header);
        if (_mode == Mode.Header)
        {
            CloseFinished();
        }
    }

    private long EnclosingEnd()
    {
        for (int i = _depth - 1; i >= 0; i--)
        {
            if (_stack[i].End >= 0)
            {
                return _stack[i].End;
            }
        }

        return -1;
    }

    private static Role RoleOf(Oid contentType) =>
        contentType == Oids.SignedData ? Role.SignedData
        : contentType == Oids.EnvelopedData || contentType == Oids.AuthEnvelopedData ? Role.EnvelopedData
        : contentType == Oids.CompressedData ? Role.CompressedData
        : Role.Other;

    private void Open(in BerHeader header, Role role)
    {
        if (_depth == BerReader.MaxDepth)
        {
            Fail(CmsStatus.Limit, "the nesting of elements");
            return;
        }

        if (header.ContentLength > long.MaxValue - _offset)
        {
            Fail(CmsStatus.Malformed, Describe()); // SEC-DOS-05: an end beyond any number is a fault, not an overflow
            return;
        }

        if (_depth == _stack.Length)
        {
            Array.Resize(ref _stack, BerReader.MaxDepth);
        }

        _stack[_depth++] = new OpenElement(role, header.IsIndefinite ? -1 : _offset + header.ContentLength);
    }

    /// <summary>A content string: its octets stream; a constructed one opens, and its parts come as strings of their own.</summary>
    private void OpenContentString(in BerHeader header)
    {
        if (BerTag.IsConstructed(header.Tag))
        {
            SawBer = true;
            Open(header, Role.ContentString);
            return;
        }

        _leafRemaining = header.ContentLength;
        if (_leafRemaining > 0)
        {
            _mode = Mode.Leaf;
        }
        else
        {
            OnStringEnd();
        }
    }

    private void OpenAnyContent(in BerHeader header)
    {
        if (header.IsIndefinite)
        {
            Capture(header, CaptureKind.AnyContent);
            return;
        }

        _leafRemaining = header.ContentLength;
        if (_leafRemaining > 0)
        {
            _mode = Mode.Leaf;
        }
        else
        {
            OnStringEnd();
        }
    }

    private void OnStringEnd()
    {
        if (_depth == 0 || _stack[_depth - 1].Role != Role.ContentString)
        {
            _sink.OnContentEnd();
        }
    }

    private void ReadLeaf(ref ReadOnlySpan<byte> octets)
    {
        int take = (int)Math.Min(octets.Length, _leafRemaining);
        _sink.OnContent(octets[..take]);
        octets = octets[take..];
        _offset += take;
        _leafRemaining -= take;
        if (_leafRemaining == 0)
        {
            _mode = Mode.Header;
            OnStringEnd();
            CloseFinished();
        }
    }

    private void Close()
    {
        OpenElement closed = _stack[--_depth];
        if (closed.Role == Role.ContentString)
        {
            OnStringEnd();
        }
        else if (!IsComplete(closed))
        {
            Fail(CmsStatus.Malformed, $"the {closed.Role}");
            return;
        }

        if (_depth == 0)
        {
            _mode = Mode.Done;
        }
    }

    private void CloseFinished()
    {
        while (_mode == Mode.Header && _depth > 0 && _stack[_depth - 1].End == _offset)
        {
            Close();
        }
    }

    private void Capture(in BerHeader header, CaptureKind kind, CmsField field = default)
    {
        _captureKind = kind;
        _captureField = field;
        _captureOffset = _offset;
        _mode = Mode.Capture;
        _captureHeaderLength = header.HeaderLength;
        _captureLength = header.ContentLength;
        if (_captureLength > _maxStructureBytes - _collected - _captureHeaderLength)
        {
            Fail(CmsStatus.Limit, Describe());
        }
        else if (_captureLength == 0)
        {
            CaptureDone(_header.AsSpan(0, _captureHeaderLength).ToArray());
        }
    }

    private void ReadCapture(ref ReadOnlySpan<byte> octets)
    {
        if (_collector is null)
        {
            if (_captureLength >= 0 && _captureLength <= octets.Length)
            {
                // All of it is at hand, as nearly always: no need to collect.
                int length = (int)_captureLength;
                byte[] raw = GC.AllocateUninitializedArray<byte>(_captureHeaderLength + length);
                _header.AsSpan(0, _captureHeaderLength).CopyTo(raw);
                octets[..length].CopyTo(raw.AsSpan(_captureHeaderLength));
                octets = octets[length..];
                _offset += length;
                CaptureDone(raw);
                return;
            }

            _collector = new ElementCollector(_header.AsSpan(0, _captureHeaderLength), _captureLength, _maxStructureBytes - _collected);
        }

        int take = _collector.Take(octets);
        if (_collector.Status != CmsStatus.Ok)
        {
            // Where inside the element depends on how the octets came; where it starts does not.
            _offset = _captureOffset;
            Fail(_collector.Status, Describe());
            return;
        }

        octets = octets[take..];
        _offset += take;
        if (_collector.IsDone)
        {
            byte[] raw = _collector.Finish();
            _collector = null;
            CaptureDone(raw);
        }
    }

    private void CaptureDone(byte[] raw)
    {
        _collected += raw.Length;
        _mode = Mode.Header;
        switch (_captureKind)
        {
            case CaptureKind.ContentType or CaptureKind.InnerContentType:
                var reader = new BerReader(raw);
                Oid oid = reader.ReadOid();
                if (!reader.Ok)
                {
                    Fail(CmsStatus.Malformed, "a content type");
                    return;
                }

                if (_captureKind == CaptureKind.ContentType)
                {
                    _contentType = oid;
                    _sink.OnContentType(oid);
                }
                else
                {
                    _sink.OnInnerContentType(oid);
                }

                break;
            case CaptureKind.Field:
                _sink.OnField(_captureField, raw);
                break;
            case CaptureKind.AnyContent:
                _sink.OnContent(new BerReader(raw).ReadElement().Content.Span);
                OnStringEnd();
                break;
            default:
                break;
        }

        CloseFinished();
    }

    private struct OpenElement(Role role, long end)
    {
        public Role Role { get; } = role;

        /// <summary>The offset behind its last octet, or -1 for an indefinite length.</summary>
        public long End { get; } = end;

        /// <summary>How far its contents have been read.</summary>
        public int Step { get; set; }
    }
}
