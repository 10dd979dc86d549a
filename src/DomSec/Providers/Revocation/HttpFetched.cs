using System.Net.Http.Headers;

namespace DomSec.Providers.Revocation;

/// <summary>What a server sent, and by what it can be asked whether it still holds (RFC 9110 section 13.1).</summary>
/// <param name="Content">The octets.</param>
/// <param name="Tag">Its entity tag.</param>
/// <param name="LastModified">When it last changed, as the server says.</param>
internal sealed record HttpFetched(byte[] Content, EntityTagHeaderValue? Tag, DateTimeOffset? LastModified);
