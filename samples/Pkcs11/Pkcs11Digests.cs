using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;

namespace DomSec.Pkcs11Sample;

/// <summary>PKCS#11's names for hashes and for MGF1 with them.</summary>
internal static class Pkcs11Digests
{
    public static (CKM Digest, CKG Mask)? Of(HashAlgorithmName hash) => hash.Name switch
    {
        "SHA1" => (CKM.CKM_SHA_1, CKG.CKG_MGF1_SHA1),
        "SHA224" => (CKM.CKM_SHA224, CKG.CKG_MGF1_SHA224),
        "SHA256" => (CKM.CKM_SHA256, CKG.CKG_MGF1_SHA256),
        "SHA384" => (CKM.CKM_SHA384, CKG.CKG_MGF1_SHA384),
        "SHA512" => (CKM.CKM_SHA512, CKG.CKG_MGF1_SHA512),
        _ => null,
    };
}
