using System.Text;
using System.Text.Json;
using DomSec.Decisions;

namespace DomSec.Providers;

/// <summary>What <c>community.json</c> says of one member.</summary>
internal sealed record MemberConfiguration(MailDomain Domain, IReadOnlyList<MailDomain> Aliases, AlgorithmProfile? Profile, PeerAgreement? Agreement);

/// <summary>
/// The optional <c>community.json</c>: <c>{ "members": { "acme.example": { "aliases": ["acme.example.net"], "profile": "smime4" } } }</c>;
/// besides these two a member may have what <see cref="PeerAgreementReader"/> reads, <c>labels</c> what <see cref="LabelConfiguration"/> reads, and <c>decisions</c> what <see cref="DecisionConfiguration"/> reads.
/// Properties that are not known here are left to others; comments and trailing commas are allowed.
/// </summary>
internal sealed class CommunityConfiguration
{
    private CommunityConfiguration(IReadOnlyList<MemberConfiguration> members, SecurityLabelTable labels, DecisionPolicy decisions)
    {
        Members = members;
        Labels = labels;
        Decisions = decisions;
    }

    public static CommunityConfiguration None { get; } = new([], LabelConfiguration.None, DecisionPolicy.Default);

    public IReadOnlyList<MemberConfiguration> Members { get; }

    /// <summary>The security policies that labels may be of; empty when labels are not judged.</summary>
    public SecurityLabelTable Labels { get; }

    /// <summary>What to do with a message under what was found.</summary>
    public DecisionPolicy Decisions { get; }

    /// <summary>Reads the file.</summary>
    /// <param name="content">UTF-8, with or without a byte order mark.</param>
    /// <param name="path">The file's path, for messages.</param>
    /// <exception cref="DomSecException">It is malformed; the message names the file and the line.</exception>
    public static CommunityConfiguration Parse(ReadOnlySpan<byte> content, string path)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        var reader = new Utf8JsonReader(content, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            return ReadRoot(ref reader);
        }
        catch (JsonException e)
        {
            throw new DomSecException($"{path}, line {(e.LineNumber ?? 0) + 1}: this is not JSON; correct it there or just before.", e);
        }
        catch (InvalidOperationException e)
        {
            // What the reader says of a text with half a surrogate pair or octets that are not UTF-8, when it is asked for it.
            throw new DomSecException($"{path}, line {LineOf(content, reader)}: a text there is not Unicode; write the file in UTF-8.", e);
        }
        catch (FormatException e)
        {
            throw new DomSecException($"{path}, line {LineOf(content, reader)}: {e.Message}", e);
        }
    }

    private static int LineOf(ReadOnlySpan<byte> content, in Utf8JsonReader reader) => 1 + content[..(int)reader.TokenStartIndex].Count((byte)'\n');

    private static CommunityConfiguration ReadRoot(ref Utf8JsonReader reader)
    {
        var members = new List<MemberConfiguration>();
        SecurityLabelTable labels = LabelConfiguration.None;
        DecisionPolicy? decisions = null;
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "the file has to hold one object in braces");
        while (NextProperty(ref reader) is { } name)
        {
            if (name.Equals("labels", StringComparison.OrdinalIgnoreCase))
            {
                labels = LabelConfiguration.Read(ref reader);
                continue;
            }

            if (name.Equals("decisions", StringComparison.OrdinalIgnoreCase))
            {
                decisions = decisions is null ? DecisionConfiguration.Read(ref reader) : throw new FormatException("decisions is there twice; write one object with all of it");
                continue;
            }

            if (!name.Equals("members", StringComparison.OrdinalIgnoreCase))
            {
                reader.Skip();
                continue;
            }

            Expect(ref reader, JsonTokenType.StartObject, "members has to be an object whose property names are domains");
            while (NextProperty(ref reader) is { } domain)
            {
                MemberConfiguration member = ReadMember(ref reader, MailDomain.Parse(domain));

                // The later one would silently take the place of the earlier one's pins and profile.
                members.Add(members.Exists(other => other.Domain == member.Domain) ? throw new FormatException($"the member {member.Domain} is there twice; write one object with all of it") : member);
            }
        }

        reader.Read(); // throws for anything after the object
        return new CommunityConfiguration(members, labels, decisions ?? DecisionPolicy.Default);
    }

    private static MemberConfiguration ReadMember(ref Utf8JsonReader reader, MailDomain domain)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"the member {domain} has to be an object, such as {{}}");
        var aliases = new List<MailDomain>();
        AlgorithmProfile? profile = null;
        var agreement = new PeerAgreementReader();
        while (NextProperty(ref reader) is { } name)
        {
            if (name.Equals("profile", StringComparison.OrdinalIgnoreCase))
            {
                Expect(ref reader, JsonTokenType.String, "profile has to be a text, such as smime4");
                profile = AlgorithmProfile.TryGet(reader.GetString()!) ?? throw new FormatException($"there is no profile of this name; use {string.Join(", ", AlgorithmProfile.Names)}");
            }
            else if (name.Equals("aliases", StringComparison.OrdinalIgnoreCase))
            {
                Expect(ref reader, JsonTokenType.StartArray, "aliases has to be a list of domains");
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Expect(ref reader, JsonTokenType.String, "aliases has to be a list of domains");
                    aliases.Add(MailDomain.Parse(reader.GetString()!));
                }
            }
            else if (!agreement.TryRead(ref reader, name))
            {
                // A misspelt "pins" would be a partner without pins.
                throw new FormatException($"the member {domain} has a property \"{name}\" that is not known; use profile, aliases, {PeerAgreementReader.Properties}");
            }
        }

        return new MemberConfiguration(domain, aliases, profile, agreement.Finish());
    }

    /// <summary>Steps to the next property's value and gives its name; null at the object's end.</summary>
    internal static string? NextProperty(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            return null;
        }

        string? name = reader.GetString();
        reader.Read();
        return name;
    }

    internal static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string text)
    {
        if (reader.TokenType != type)
        {
            throw new FormatException(text);
        }
    }
}
