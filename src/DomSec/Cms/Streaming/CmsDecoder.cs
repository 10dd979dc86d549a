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
internal sealed class CmsDecoder : OctetSink
{
    private readonly ICmsSink _sink;
    private readonly int _maxStructureBytes;
    private readonly byte[] _header = new byte[BerHeader.MaxLength];
    private readonly OpenElement[] _stack = new OpenElement[BerReader.MaxDepth];
    private readonly bool _startsAtContent;
    private Oid _contentType;
    private int _headerLength;
    private int _depth;
    private long _offset;
    private long _leafRemaining;
    private Mode _mode;
    private int _collected;

    // Collecting one element whole.
    private PooledOctets? _capture;
    private CaptureKind _captureKind;
    private CmsField _captureField;
    private long _captureRemaining; // octets of a definite element still to come; -1 while end-of-contents is looked for
    private int _captureDepth;
    private long _captureSkip; // octets of a definite element inside an indefinite one

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
        _capture?.Dispose();
        _capture = null;
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

    /// <summary>Decides by the grammar what the element that starts here is.</summary>
    private void Dispatch(in BerHeader header)
    {
        byte tag = header.Tag;
        if (_depth == 0)
        {
            if (tag != BerTag.Sequence)
            {
                Fail(CmsStatus.Malformed, "the ContentInfo");
            }
            else
            {
                Open(header, _startsAtContent ? RoleOf(_contentType) : Role.ContentInfo);
            }

            return;
        }

        ref OpenElement top = ref _stack[_depth - 1];
        switch (top.Role)
        {
            case Role.ContentInfo when top.Step == 0 && tag == BerTag.ObjectIdentifier:
                top.Step = 1;
                Capture(header, CaptureKind.ContentType);
                return;
            case Role.ContentInfo when top.Step == 1 && tag == BerTag.Context(0):
                top.Step = 2;
                Open(header, Role.ExplicitContent);
                return;
            case Role.ExplicitContent when top.Step == 0:
                top.Step = 1;
                Role role = RoleOf(_contentType);
                if (role == Role.Other)
                {
                    Capture(header, CaptureKind.Skip);
                }
                else if (tag == BerTag.Sequence)
                {
                    Open(header, role);
                }
                else
                {
                    Fail(CmsStatus.Malformed, Describe());
                }

                return;
            case Role.SignedData:
                DispatchSignedData(header, ref top);
                return;
            case Role.EnvelopedData:
                DispatchEnvelopedData(header, ref top);
                return;
            case Role.CompressedData:
                DispatchCompressedData(header, ref top);
                return;
            case Role.EncapsulatedContentInfo when top.Step == 0 && tag == BerTag.ObjectIdentifier:
                top.Step = 1;
                Capture(header, CaptureKind.InnerContentType);
                return;
            case Role.EncapsulatedContentInfo when top.Step == 1 && tag == BerTag.Context(0):
                top.Step = 2;
                Open(header, Role.ExplicitEContent);
                return;
            case Role.ExplicitEContent when top.Step == 0:
                top.Step = 1;
                _sink.OnContentBegin();
                if ((tag & ~BerTag.ConstructedBit) == BerTag.OctetString)
                {
                    OpenContentString(header);
                }
                else
                {
                    // PKCS#7 v1.5 content is ANY (RFC 5652 section 5.2.1); what is digested are the content octets of the value.
                    OpenAnyContent(header);
                }

                return;
            case Role.EncryptedContentInfo:
                DispatchEncryptedContentInfo(header, ref top);
                return;
            case Role.ContentString when (tag & ~BerTag.ConstructedBit) == BerTag.OctetString:
                OpenContentString(header);
                return;
            default:
                Fail(CmsStatus.Malformed, Describe());
                return;
        }
    }

    // SignedData ::= SEQUENCE { version, digestAlgorithms SET, encapContentInfo, certificates [0] OPTIONAL, crls [1] OPTIONAL, signerInfos SET }
    private void DispatchSignedData(in BerHeader header, ref OpenElement top)
    {
        switch (header.Tag)
        {
            case BerTag.Integer when top.Step == 0:
                top.Step = 1;
                Capture(header, CaptureKind.Skip);
                return;
            case BerTag.Set when top.Step == 1:
                top.Step = 2;
                Capture(header, CaptureKind.Field, CmsField.DigestAlgorithms);
                return;
            case BerTag.Sequence when top.Step == 2:
                top.Step = 3;
                Open(header, Role.EncapsulatedContentInfo);
                return;
            case 0xA0 when top.Step == 3:
                top.Step = 4;
                Capture(header, CaptureKind.Field, CmsField.Certificates);
                return;
            case 0xA1 when top.Step is 3 or 4:
                top.Step = 5;
                Capture(header, CaptureKind.Field, CmsField.RevocationLists);
                return;
            case BerTag.Set when top.Step is >= 3 and <= 5:
                top.Step = 6;
                Capture(header, CaptureKind.Field, CmsField.SignerInfos);
                return;
            default:
                Fail(CmsStatus.Malformed, "the SignedData");
                return;
        }
    }

    // EnvelopedData ::= SEQUENCE { version, originatorInfo [0] OPTIONAL, recipientInfos SET, encryptedContentInfo, unprotectedAttrs [1] OPTIONAL }
    // AuthEnvelopedData ::= SEQUENCE { …, authEncryptedContentInfo, authAttrs [1] OPTIONAL, mac OCTET STRING, unauthAttrs [2] OPTIONAL } (RFC 5083 section 2.1)
    private void DispatchEnvelopedData(in BerHeader header, ref OpenElement top)
    {
        bool authenticated = _contentType == Oids.AuthEnvelopedData;
        switch (header.Tag)
        {
            case BerTag.Integer when top.Step == 0:
                top.Step = 1;
                Capture(header, CaptureKind.Skip);
                return;
            case 0xA0 when top.Step == 1:
                top.Step = 2;
                Capture(header, CaptureKind.Field, CmsField.OriginatorInfo);
                return;
            case BerTag.Set when top.Step is 1 or 2:
                top.Step = 3;
                Capture(header, CaptureKind.Field, CmsField.RecipientInfos);
                return;
            case BerTag.Sequence when top.Step == 3:
                top.Step = 4;
                Open(header, Role.EncryptedContentInfo);
                return;
            case 0xA1 when top.Step == 4:
                top.Step = 5;
                Capture(header, CaptureKind.Field, authenticated ? CmsField.AuthenticatedAttributes : CmsField.UnprotectedAttributes);
                return;
            case BerTag.OctetString or (BerTag.OctetString | BerTag.ConstructedBit) when authenticated && top.Step is 4 or 5:
                top.Step = 6;
                Capture(header, CaptureKind.Field, CmsField.Mac);
                return;
            case 0xA2 when authenticated && top.Step == 6:
                top.Step = 7;
                Capture(header, CaptureKind.Field, CmsField.UnauthenticatedAttributes);
                return;
            default:
                Fail(CmsStatus.Malformed, authenticated ? "the AuthEnvelopedData" : "the EnvelopedData");
                return;
        }
    }

    // EncryptedContentInfo ::= SEQUENCE { contentType, contentEncryptionAlgorithm, encryptedContent [0] IMPLICIT OCTET STRING OPTIONAL }
    private void DispatchEncryptedContentInfo(in BerHeader header, ref OpenElement top)
    {
        switch (header.Tag)
        {
            case BerTag.ObjectIdentifier when top.Step == 0:
                top.Step = 1;
                Capture(header, CaptureKind.InnerContentType);
                return;
            case BerTag.Sequence when top.Step == 1:
                top.Step = 2;
                Capture(header, CaptureKind.Field, CmsField.ContentEncryptionAlgorithm);
                return;
            case 0x80 or 0xA0 when top.Step == 2:
                top.Step = 3;
                _sink.OnContentBegin();
                OpenContentString(header);
                return;
            default:
                Fail(CmsStatus.Malformed, "the EncryptedContentInfo");
                return;
        }
    }

    // CompressedData ::= SEQUENCE { version, compressionAlgorithm, encapContentInfo } (RFC 3274 section 1.1)
    private void DispatchCompressedData(in BerHeader header, ref OpenElement top)
    {
        switch (header.Tag)
        {
            case BerTag.Integer when top.Step == 0:
            case BerTag.Sequence when top.Step == 1:
                top.Step++;
                Capture(header, CaptureKind.Skip);
                return;
            case BerTag.Sequence when top.Step == 2:
                top.Step = 3;
                Open(header, Role.EncapsulatedContentInfo);
                return;
            default:
                Fail(CmsStatus.Malformed, "the CompressedData");
                return;
        }
    }

    private static Role RoleOf(Oid contentType) =>
        contentType == Oids.SignedData ? Role.SignedData
        : contentType == Oids.EnvelopedData || contentType == Oids.AuthEnvelopedData ? Role.EnvelopedData
        : contentType == Oids.CompressedData ? Role.CompressedData
        : Role.Other;

    private void Open(in BerHeader header, Role role)
    {
        if (_depth == _stack.Length)
        {
            Fail(CmsStatus.Limit, "the nesting of elements");
            return;
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

    private bool IsComplete(in OpenElement element) => element.Role switch
    {
        Role.ContentInfo => element.Step == 2,
        Role.ExplicitContent or Role.ExplicitEContent => element.Step == 1,
        Role.SignedData => element.Step == 6,
        Role.EncapsulatedContentInfo => element.Step >= 1,
        Role.EnvelopedData => element.Step >= (_contentType == Oids.AuthEnvelopedData ? 6 : 4),
        Role.EncryptedContentInfo => element.Step >= 2,
        Role.CompressedData => element.Step == 3,
        _ => true,
    };

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
        _captureDepth = 0;
        _captureSkip = 0;
        _captureRemaining = header.ContentLength;
        _capture = new PooledOctets(256);
        _capture.Write(_header.AsSpan(0, header.HeaderLength));
        _collected = (int)Math.Min(int.MaxValue, (long)_collected + header.HeaderLength);
        _mode = Mode.Capture;
        if (header.ContentLength > _maxStructureBytes)
        {
            Fail(CmsStatus.Limit, Describe());
        }
        else if (header.ContentLength == 0)
        {
            CaptureDone();
        }
    }

    private void ReadCapture(ref ReadOnlySpan<byte> octets)
    {
        int take;
        if (_captureRemaining >= 0)
        {
            take = (int)Math.Min(octets.Length, _captureRemaining);
            _captureRemaining -= take;
        }
        else
        {
            take = ScanIndefinite(octets);
        }

        if (_mode == Mode.Failed)
        {
            return;
        }

        if (take > _maxStructureBytes - _collected)
        {
            Fail(CmsStatus.Limit, Describe());
            return;
        }

        _collected += take;
        _capture!.Write(octets[..take]);
        octets = octets[take..];
        _offset += take;
        if (_captureRemaining == 0)
        {
            CaptureDone();
        }
    }

    /// <summary>Finds how many of these octets belong to the indefinite element being collected; sets <see cref="_captureRemaining"/> to 0 at its end.</summary>
    private int ScanIndefinite(ReadOnlySpan<byte> octets)
    {
        int position = 0;
        while (position < octets.Length)
        {
            if (_captureSkip > 0)
            {
                int skip = (int)Math.Min(_captureSkip, octets.Length - position);
                _captureSkip -= skip;
                position += skip;
                continue;
            }

            int take = Math.Min(octets.Length - position, _header.Length - _headerLength);
            octets.Slice(position, take).CopyTo(_header.AsSpan(_headerLength));
            BerStatus status = BerHeader.TryRead(_header.AsSpan(0, _headerLength + take), out BerHeader header);
            if (status == BerStatus.Truncated && position + take == octets.Length)
            {
                _headerLength += take;
                return octets.Length;
            }

            if (status != BerStatus.Ok)
            {
                Fail(CmsStatus.Malformed, Describe());
                return 0;
            }

            position += header.HeaderLength - _headerLength;
            _headerLength = 0;
            if (header.Tag == BerTag.EndOfContents)
            {
                if (header.ContentLength != 0 || header.HeaderLength != 2)
                {
                    Fail(CmsStatus.Malformed, Describe());
                    return 0;
                }

                if (_captureDepth-- == 0)
                {
                    _captureRemaining = 0;
                    return position;
                }
            }
            else if (header.IsIndefinite)
            {
                if (++_captureDepth >= BerReader.MaxDepth)
                {
                    Fail(CmsStatus.Limit, Describe());
                    return 0;
                }
            }
            else
            {
                _captureSkip = header.ContentLength;
            }
        }

        return position;
    }

    private void CaptureDone()
    {
        byte[] raw = _capture!.ToArray();
        _capture.Dispose();
        _capture = null;
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
