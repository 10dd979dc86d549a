using DomSec.Providers;

namespace DomSec.Ldap;

/// <summary>What the entry of the issuing authority holds (RFC 4523 section 2, <c>pkiCA</c>). A claim: nothing in it is trusted for standing in a directory.</summary>
/// <param name="State">Found, not found, or unavailable.</param>
/// <param name="Certificates">The DER CA certificates, for building paths to anchors that are configured elsewhere.</param>
/// <param name="RevocationLists">The CRLs as they stand there, not judged.</param>
/// <param name="Source">Where the answer is from; for <see cref="LookupState.Unavailable"/> also why.</param>
public sealed record LdapIssuerLookup(LookupState State, IReadOnlyList<ReadOnlyMemory<byte>> Certificates, IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists, string Source);
