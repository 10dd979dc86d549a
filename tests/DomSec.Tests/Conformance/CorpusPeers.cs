using System.Text.Json;
using DomSec.Providers;

namespace DomSec.Tests.Conformance;

/// <summary>What was agreed with single peers. Agreements that cannot be used are told as they are, which configuration of our own would refuse: they have to count for nothing.</summary>
internal sealed class CorpusPeers : IPeerProfiles
{
    private readonly Dictionary<MailDomain, PeerAgreement> _agreements = [];

    public CorpusPeers(JsonElement peers)
    {
        foreach (JsonProperty peer in peers.EnumerateObject())
        {
            var agreement = new PeerAgreement();
            foreach (JsonProperty agreed in peer.Value.EnumerateObject())
            {
                agreement = agreed.Name switch
                {
                    "namingProfile" => agreement with { Naming = Enum.Parse<NamingProfile>(agreed.Value.GetString()!, ignoreCase: true) },
                    "organization" => agreement with { Organization = agreed.Value.GetString() },
                    "pinnedKeys" => agreement with { Pins = [.. CorpusManifest.Texts(agreed.Value).Select(CertificatePin.Parse)] },
                    "directClearSigned" => agreement with { DirectClearSigned = agreed.Value.GetBoolean() },
                    "dialects" => agreement with { Dialects = CorpusManifest.Texts(agreed.Value).Select(dialect => Enum.Parse<PeerDialects>(dialect, ignoreCase: true)).Aggregate((one, other) => one | other) },
                    _ => throw new NotSupportedException($"Nothing can be agreed about {agreed.Name}."),
                };
            }

            _agreements.Add(MailDomain.Parse(peer.Name), agreement);
        }
    }

    public AlgorithmProfile? ProfileOf(MailDomain domain) => null;

    public PeerAgreement? AgreementOf(MailDomain domain) => _agreements.GetValueOrDefault(domain);
}
