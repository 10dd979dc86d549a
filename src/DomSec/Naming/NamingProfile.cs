namespace DomSec.Naming;

/// <summary>Which naming convention a certificate is held to (DS-NAM-32). Others than the first have to be agreed with a partner.</summary>
internal enum NamingProfile
{
    /// <summary>RFC 3183 sections 3.1.1 and 4.1 to the letter.</summary>
    Strict3183 = 0,
}
