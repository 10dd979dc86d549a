namespace DomSec.TestKit;

/// <summary>Whose certificate it is: the four authorities of RFC 3183 sections 3.1.1 and 4.1, or a person.</summary>
public enum TestRole
{
    DomainSigning,
    Review,
    Attributes,
    Confidentiality,
    Originator,
}
