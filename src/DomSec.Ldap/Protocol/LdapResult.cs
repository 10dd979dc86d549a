using System.Formats.Asn1;
using System.Text;

namespace DomSec.Ldap.Protocol;

/// <summary>
/// <code>
/// LDAPResult ::= SEQUENCE { resultCode ENUMERATED {…}, matchedDN LDAPDN, diagnosticMessage LDAPString, referral [3] Referral OPTIONAL }
/// </code>
/// RFC 4511 section 4.1.9.
/// </summary>
/// <param name="Code">The result code.</param>
/// <param name="Diagnostic">What the server says; printable ASCII, cut.</param>
internal sealed record LdapResult(int Code, string Diagnostic)
{
    private const int MaxDiagnosticCharacters = 200;

    public bool IsSuccess => Code == LdapResultCode.Success;

    /// <summary>The result for people, with what was attempted.</summary>
    public LdapFaultException Fault(string attempt) =>
        new($"the server refused {attempt}: {LdapResultCode.Describe(Code)}{(Diagnostic.Length == 0 ? "" : $" \"{Diagnostic}\"")}");

    /// <summary>Reads the components, which BindResponse and ExtendedResponse hold beside their own.</summary>
    public static LdapResult ReadComponents(ref LdapReader reader)
    {
        int code = reader.ReadInteger(Asn1Tag.Enumerated);
        reader.ReadText();
        string diagnostic = Printable(reader.ReadText());
        if (reader.NextIs(LdapTags.Referral))
        {
            reader.Read(LdapTags.Referral);
        }

        return new LdapResult(code, diagnostic);
    }

    /// <summary>A server's text goes into logs: no control or invisible character does (SEC-LOG-01).</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxDiagnosticCharacters)))
        {
            shown.Append(c is >= ' ' and <= '~' and not '"' ? c : '?');
        }

        return shown.ToString();
    }
}
