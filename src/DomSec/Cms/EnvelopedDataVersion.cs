using DomSec.Ber;

namespace DomSec.Cms;

/// <summary>
/// The version of EnvelopedData, which says what an old reader would stumble over (RFC 5652 section 6.1); AuthEnvelopedData's is 0 always
/// (RFC 5083 section 2.1).
/// </summary>
internal static class EnvelopedDataVersion
{
    /// <param name="hasOriginatorInfo">Whether originatorInfo is there.</param>
    /// <param name="hasUnprotectedAttributes">Whether unprotectedAttrs are there.</param>
    /// <param name="recipientInfos">The encoded RecipientInfos.</param>
    /// <param name="hasOtherCertificateOrList">Whether originatorInfo has a certificate or revocation information of the type "other".</param>
    /// <param name="hasAttributeCertificate">Whether originatorInfo has a version 2 attribute certificate.</param>
    public static int Of(
        bool hasOriginatorInfo,
        bool hasUnprotectedAttributes,
        IReadOnlyList<byte[]> recipientInfos,
        bool hasOtherCertificateOrList = false,
        bool hasAttributeCertificate = false)
    {
        if (hasOtherCertificateOrList)
        {
            return 4;
        }

        bool allVersionZero = true;
        bool passwordOrOther = hasAttributeCertificate;
        foreach (byte[] info in recipientInfos)
        {
            byte tag = info[0];
            passwordOrOther |= tag == BerTag.Context(3) || tag == BerTag.Context(4);
            allVersionZero &= tag == BerTag.Sequence && new BerReader(info).ReadSequence().ReadSmallInteger() == 0;
        }

        return passwordOrOther ? 3 : !hasOriginatorInfo && !hasUnprotectedAttributes && allVersionZero ? 0 : 2;
    }
}
