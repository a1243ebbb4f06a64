using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Vedetta.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PublicPage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "check_probers",
                columns: table => new
                {
                    CheckId = table.Column<int>(type: "integer", nullable: false),
                    Prober = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", nullable: true),
                    Pending = table.Column<string>(type: "text", nullable: true),
                    PendingCount = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Detail = table.Column<string>(type: "text", nullable: false),
                    Milliseconds = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_check_probers", x => new { x.CheckId, x.Prober });
                });

            migrationBuilder.CreateTable(
                name: "checks",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Component = table.Column<string>(type: "text", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    Target = table.Column<string>(type: "text", nullable: false),
                    EverySeconds = table.Column<int>(type: "integer", nullable: false),
                    TimeoutSeconds = table.Column<int>(type: "integer", nullable: false),
                    Retries = table.Column<int>(type: "integer", nullable: false),
                    Quorum = table.Column<int>(type: "integer", nullable: false),
                    ExpectStatus = table.Column<string>(type: "text", nullable: false),
                    Keyword = table.Column<string>(type: "text", nullable: false),
                    FollowsRedirects = table.Column<bool>(type: "boolean", nullable: false),
                    WarnDays = table.Column<int>(type: "integer", nullable: false),
                    GraceSeconds = table.Column<int>(type: "integer", nullable: false),
                    TokenHash = table.Column<string>(type: "text", nullable: false),
                    IsOn = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", nullable: true),
                    Since = table.Column<long>(type: "bigint", nullable: true),
                    Detail = table.Column<string>(type: "text", nullable: false),
                    ToldAt = table.Column<long>(type: "bigint", nullable: true),
                    ToldState = table.Column<string>(type: "text", nullable: true),
                    LastBeatAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_checks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "component_spans",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ComponentId = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false),
                    From = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_component_spans", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "components",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Description = table.Column<string>(type: "text", nullable: false),
                    GroupId = table.Column<string>(type: "text", nullable: true),
                    IsGroup = table.Column<bool>(type: "boolean", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    IsOwn = table.Column<bool>(type: "boolean", nullable: false),
                    BaseState = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_components", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "deliveries",
                columns: table => new
                {
                    SubscriberId = table.Column<Guid>(type: "uuid", nullable: false),
                    UpdateId = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NextAt = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    SentAt = table.Column<long>(type: "bigint", nullable: true),
                    Fault = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_deliveries", x => new { x.SubscriberId, x.UpdateId });
                });

            migrationBuilder.CreateTable(
                name: "inbound_sources",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", nullable: false),
                    ItemsPointer = table.Column<string>(type: "text", nullable: false),
                    IdPointer = table.Column<string>(type: "text", nullable: false),
                    StatusPointer = table.Column<string>(type: "text", nullable: false),
                    FiringValues = table.Column<string>(type: "text", nullable: false),
                    ResolvedValues = table.Column<string>(type: "text", nullable: false),
                    TitlePointer = table.Column<string>(type: "text", nullable: false),
                    ComponentPointer = table.Column<string>(type: "text", nullable: false),
                    StartPointer = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_inbound_sources", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "incident_alerts",
                columns: table => new
                {
                    Source = table.Column<string>(type: "text", nullable: false),
                    Fingerprint = table.Column<string>(type: "text", nullable: false),
                    StartsAt = table.Column<long>(type: "bigint", nullable: false),
                    EndsAt = table.Column<long>(type: "bigint", nullable: true),
                    GroupKey = table.Column<string>(type: "text", nullable: false),
                    IncidentId = table.Column<int>(type: "integer", nullable: false),
                    Title = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_incident_alerts", x => new { x.Source, x.Fingerprint, x.StartsAt });
                });

            migrationBuilder.CreateTable(
                name: "notice_drafts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    NoticeId = table.Column<string>(type: "text", nullable: false),
                    EditJson = table.Column<string>(type: "text", nullable: false),
                    WrittenBy = table.Column<string>(type: "text", nullable: false),
                    WrittenAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_drafts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "notice_updates",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    NoticeId = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false),
                    Impact = table.Column<string>(type: "text", nullable: false),
                    Text = table.Column<string>(type: "text", nullable: false),
                    AffectedJson = table.Column<string>(type: "text", nullable: false),
                    PublishedAt = table.Column<long>(type: "bigint", nullable: false),
                    WrittenBy = table.Column<string>(type: "text", nullable: false),
                    ApprovedBy = table.Column<string>(type: "text", nullable: true),
                    Corrects = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_updates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "notices",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", nullable: false),
                    Kind = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false),
                    Impact = table.Column<string>(type: "text", nullable: false),
                    Title = table.Column<string>(type: "text", nullable: false),
                    Announcement = table.Column<string>(type: "text", nullable: false),
                    Queues = table.Column<string>(type: "text", nullable: false),
                    AffectedJson = table.Column<string>(type: "text", nullable: false),
                    Audience = table.Column<string>(type: "text", nullable: false),
                    IncidentId = table.Column<int>(type: "integer", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    StartedAt = table.Column<long>(type: "bigint", nullable: false),
                    PublishedAt = table.Column<long>(type: "bigint", nullable: true),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false),
                    MonitoringAt = table.Column<long>(type: "bigint", nullable: true),
                    ResolvedAt = table.Column<long>(type: "bigint", nullable: true),
                    ScheduledFor = table.Column<long>(type: "bigint", nullable: true),
                    ScheduledUntil = table.Column<long>(type: "bigint", nullable: true),
                    Sequence = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "outreach_position",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    UpdateId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outreach_position", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "report_details",
                columns: table => new
                {
                    service = table.Column<string>(type: "text", nullable: false),
                    quarter = table.Column<long>(type: "bigint", nullable: false),
                    dimension = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_details", x => new { x.service, x.quarter, x.dimension, x.value });
                });

            migrationBuilder.CreateTable(
                name: "report_states",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    Service = table.Column<string>(type: "text", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false),
                    RisenAt = table.Column<long>(type: "bigint", nullable: true),
                    Peak = table.Column<long>(type: "bigint", nullable: false),
                    Who = table.Column<string>(type: "text", nullable: false),
                    EvidenceJson = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_states", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "subscribers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Channel = table.Column<string>(type: "text", nullable: false),
                    Address = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    Language = table.Column<string>(type: "text", nullable: false),
                    Components = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ConfirmedAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    AskedSince = table.Column<long>(type: "bigint", nullable: false),
                    AskedTimes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscribers", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_checks_Component_Name",
                table: "checks",
                columns: new[] { "Component", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_component_spans_ComponentId_From",
                table: "component_spans",
                columns: new[] { "ComponentId", "From" });

            migrationBuilder.CreateIndex(
                name: "IX_deliveries_State_NextAt",
                table: "deliveries",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_incident_alerts_IncidentId",
                table: "incident_alerts",
                column: "IncidentId");

            migrationBuilder.CreateIndex(
                name: "IX_incident_alerts_Source_GroupKey",
                table: "incident_alerts",
                columns: new[] { "Source", "GroupKey" });

            migrationBuilder.CreateIndex(
                name: "IX_notice_drafts_NoticeId",
                table: "notice_drafts",
                column: "NoticeId");

            migrationBuilder.CreateIndex(
                name: "IX_notice_updates_NoticeId",
                table: "notice_updates",
                column: "NoticeId");

            migrationBuilder.CreateIndex(
                name: "IX_notices_IncidentId",
                table: "notices",
                column: "IncidentId");

            migrationBuilder.CreateIndex(
                name: "IX_notices_PublishedAt",
                table: "notices",
                column: "PublishedAt");

            migrationBuilder.CreateIndex(
                name: "IX_report_details_quarter",
                table: "report_details",
                column: "quarter");

            migrationBuilder.CreateIndex(
                name: "IX_report_states_At",
                table: "report_states",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_report_states_Service_Id",
                table: "report_states",
                columns: new[] { "Service", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_subscribers_Channel_Address",
                table: "subscribers",
                columns: new[] { "Channel", "Address" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "check_probers");

            migrationBuilder.DropTable(
                name: "checks");

            migrationBuilder.DropTable(
                name: "component_spans");

            migrationBuilder.DropTable(
                name: "components");

            migrationBuilder.DropTable(
                name: "deliveries");

            migrationBuilder.DropTable(
                name: "inbound_sources");

            migrationBuilder.DropTable(
                name: "incident_alerts");

            migrationBuilder.DropTable(
                name: "notice_drafts");

            migrationBuilder.DropTable(
                name: "notice_updates");

            migrationBuilder.DropTable(
                name: "notices");

            migrationBuilder.DropTable(
                name: "outreach_position");

            migrationBuilder.DropTable(
                name: "report_details");

            migrationBuilder.DropTable(
                name: "report_states");

            migrationBuilder.DropTable(
                name: "subscribers");
        }
    }
}
