namespace DomSec.Cms;

/// <summary>The elements of a CMS object that are collected whole, as opposed to its content, which streams.</summary>
internal enum CmsField : byte
{
    DigestAlgorithms,
    Certificates,
    RevocationLists,
    SignerInfos,
    OriginatorInfo,
    RecipientInfos,
    ContentEncryptionAlgorithm,
    CompressionAlgorithm,
    UnprotectedAttributes,
    AuthenticatedAttributes,
    Mac,
    UnauthenticatedAttributes,
}
