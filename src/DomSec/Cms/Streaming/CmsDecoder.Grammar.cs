using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms.Streaming;

/// <summary>The grammar of RFC 5652, 5083 and 3274: what an element is by where it stands, one method for each SEQUENCE.</summary>
internal sealed partial class CmsDecoder
{
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
                if ((tag & ~BerTag.ConstructedBit) == BerTag.OctetString)
                {
                    _sink.OnContentBegin();
                    OpenContentString(header);
                }
                else
                {
                    // PKCS#7 v1.5 content is ANY (RFC 5652 section 5.2.1); what is digested are the content octets of the value.
                    _anyHeader = header;
                    _sink.OnContentBegin();
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
                top.Step = 1;
                Capture(header, CaptureKind.Skip);
                return;
            case BerTag.Sequence when top.Step == 1:
                top.Step = 2;
                Capture(header, CaptureKind.Field, CmsField.CompressionAlgorithm);
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
}
