using System.Buffers;
using System.Text;
using DomSec.Ber;
using DomSec.Mime;
using MimeKit;

namespace DomSec.Hosting;

/// <summary>
/// Puts the Authentication-Results of a report into a message (RFC 8601, RFC 7281): takes out the fields that claim to be ours, then puts ours in front of all
/// others, as a trace field. Nothing else is changed or moved, so that signatures verify; subjects and texts are never marked; only lines in front of the first field
/// that begin with a blank, and so would become part of ours, are left out. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Run it on every message that comes from outside, also on one without a result: a forged field is taken out then too. That a message has no such field proves
/// nothing (RFC 7281 section 5): nobody may have looked. A reader should believe only fields of names it was told of, on mail that came through this host.
/// </remarks>
public sealed class AuthenticationResultsField
{
    private const string Name = "Authentication-Results";
    private const int LineLength = 78; // RFC 5322 section 2.1.1

    private readonly string[] _ours;

    /// <summary>For one host.</summary>
    /// <param name="authenticationServiceId">The name written into our fields, <see cref="DomSecOptions.AuthenticationServiceId"/>.</param>
    /// <param name="alsoOurs">Further names whose fields only our own hosts may write, such as those of the other border hosts. May be null.</param>
    /// <exception cref="ArgumentException">A name is null, empty or blank.</exception>
    public AuthenticationResultsField(string authenticationServiceId, IEnumerable<string>? alsoOurs = null)
    {
        _ours = [authenticationServiceId, .. alsoOurs ?? []];
        foreach (string name in _ours)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name, nameof(authenticationServiceId));
        }
    }

    /// <summary>Applies to a message in a stream, in one pass; only the header is held.</summary>
    /// <param name="source">The message, from its current position.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="report">The report, or null to only take out what claims to be ours.</param>
    /// <param name="limits">Limits; null for the defaults. Only <see cref="DomSecLimits.MaxHeaderBytes"/> is used.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The number of fields that were taken out.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="destination"/> is null.</exception>
    /// <exception cref="DomSecException">The header is longer than the limit; nothing was written.</exception>
    public async Task<int> ApplyAsync(Stream source, Stream destination, DomainSecurityReport? report, DomSecLimits? limits = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        using var output = new PooledOctets(64 << 10);
        var header = new ResultsHeader(output, report is null ? [] : Encoding.ASCII.GetBytes(Format(report.AuthenticationResults)), _ours, (limits ?? DomSecLimits.Default).MaxHeaderBytes);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0 && !header.IsTooLong)
            {
                header.Write(buffer.AsSpan(0, read));
                await destination.WriteAsync(output.Memory, ct).ConfigureAwait(false);
                output.Reset();
            }

            header.Complete();
            if (header.IsTooLong)
            {
                throw new DomSecException("The message's header is longer than DomSecLimits.MaxHeaderBytes allows.");
            }

            await destination.WriteAsync(output.Memory, ct).ConfigureAwait(false);
            return header.Removed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Applies to a message in memory.</summary>
    /// <param name="message">The message; changed.</param>
    /// <param name="report">The report, or null to only take out what claims to be ours.</param>
    /// <returns>The number of fields that were taken out.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public int Apply(MimeMessage message, DomainSecurityReport? report)
    {
        ArgumentNullException.ThrowIfNull(message);
        return ResultsHeader.Apply(message, report is null ? [] : Encoding.ASCII.GetBytes(Format(report.AuthenticationResults)), _ours);
    }

    /// <summary>The whole field, folded, with its line end.</summary>
    /// <param name="value">A value such as <see cref="DomainSecurityReport.AuthenticationResults"/>.</param>
    /// <returns>The field.</returns>
    /// <exception cref="ArgumentException"><paramref name="value"/> holds anything but printable ASCII.</exception>
    public static string Format(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException("The value holds characters that cannot stand in the field.", nameof(value));
        }

        var field = new StringBuilder(Name).Append(':');
        int length = field.Length;
        foreach (string word in Words(value))
        {
            if (length + 1 + word.Length > LineLength)
            {
                field.Append("\r\n");
                length = 0;
            }

            field.Append(' ').Append(word);
            length += 1 + word.Length;
        }

        return field.Append("\r\n").ToString();
    }

    /// <summary>Parts at blanks outside of quotes: folding inside of them would be part of the value for some readers.</summary>
    private static IEnumerable<string> Words(string value)
    {
        int start = 0;
        bool isQuoted = false;
        for (int i = 0; i < value.Length; i++)
        {
            if (isQuoted && value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (value[i] == ' ' && !isQuoted)
            {
                if (i > start)
                {
                    yield return value[start..i];
                }

                start = i + 1;
            }
        }

        if (start < value.Length)
        {
            yield return value[start..];
        }
    }
}
