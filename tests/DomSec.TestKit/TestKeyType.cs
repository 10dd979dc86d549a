namespace DomSec.TestKit;

/// <summary>The key types the platform makes.</summary>
public enum TestKeyType
{
    Rsa2048,
    Rsa3072,
    P256,
    P384,
    P521,
}
