namespace DomSec.Naming;

/// <summary>Knows the domains under which unrelated parties register names, such as <c>com</c>, <c>co.nz</c> and <c>github.io</c>.</summary>
internal interface IPublicSuffixRules
{
    /// <summary>Whether the domain itself is a public suffix.</summary>
    bool IsPublicSuffix(MailDomain domain);
}
