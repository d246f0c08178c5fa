"""Who gets in where: each address of the project by name, under those who may look at it, then who else may post to it.

A name that ends with `*` stands for a family of Wagtail's own; the longest beginning counts. What is ours stands here
name by name. Whoever is not named is led to the login, or home with a word, or told that there is no such thing.
"""

from campaigns.roles import ADMINISTRATOR, AUTHOR, CAMPAIGN_LEAD, DATA_OFFICER, PAGE_APPROVER, ROLES, SCRIPT_APPROVER
from tests.access.people import ANONYMOUS, NO_ROLE


def only(*roles) -> frozenset[str]:
    return frozenset(role.name for role in roles)


STAFF = only(*ROLES)
EVERYONE = STAFF | {ANONYMOUS, NO_ROLE}
SIGNED_IN = STAFF | {NO_ROLE}
NOBODY: frozenset[str] = frozenset()
EDITORS = only(AUTHOR, PAGE_APPROVER, CAMPAIGN_LEAD, ADMINISTRATOR)
PUBLISHERS = only(PAGE_APPROVER, ADMINISTRATOR)
APPROVERS = only(PAGE_APPROVER)
LEADERS = only(CAMPAIGN_LEAD, ADMINISTRATOR)
OFFICERS = only(DATA_OFFICER)
SCRIPTS = only(SCRIPT_APPROVER)
RUNNERS = only(ADMINISTRATOR)
# What goes on with letters: the leaders act on it, the officers look.
WATCHERS = LEADERS | OFFICERS

LOOKS = {
    EVERYONE: """
        alive ready theme sitemap robots campaign_count inbox embed embed_thank_you
        write_letter renew_stamp find_recipients share_on_mastodon confirm_letter
        receipt withdraw_letter erase_letter download_letter deny_letter letter_denied
        review review_page
        wagtail_serve wagtailcore_authenticate_with_password
        wagtaildocs_serve wagtaildocs_authenticate_with_password
        wagtailadmin_login account_login
        wagtailadmin_password_reset account_reset_password wagtailadmin_password_reset_done
        wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete
        wagtailadmin_sprite wagtailadmin_javascript_catalog
    """,
    SIGNED_IN: """
        account_reauthenticate mfa_index mfa_activate_totp mfa_authenticate mfa_reauthenticate
        mfa_generate_recovery_codes
    """,
    STAFF: """
        wagtailadmin_home wagtailadmin_account wagtailadmin_logout wagtailadmin_dismissibles wagtailadmin_error_test
        wagtailadmin_api:* wagtailadmin_choose_* wagtailadmin_tag_* wagtailembeds:*
        wagtailadmin_pages:choose_parent wagtailadmin_editing_sessions:release
        wagtailadmin_workflows:task_chooser wagtailadmin_workflows:task_chooser_results
        wagtailadmin_workflows:task_chooser_create wagtailadmin_workflows:task_chosen
        wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
        wagtailsettings:edit(app_name,model_name) wagtail_modeladmin:javascript_catalog
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen_multiple
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results wagtailimages_chooser:chosen_multiple
        wagtailsnippetchoosers_cms_approvedscript:choose wagtailsnippetchoosers_cms_approvedscript:choose_results
        wagtailsnippetchoosers_cms_approvedscript:chosen wagtailsnippetchoosers_cms_approvedscript:chosen_multiple
        wagtailsnippetchoosers_cms_warningtopic:choose wagtailsnippetchoosers_cms_warningtopic:choose_results
        wagtailsnippetchoosers_cms_warningtopic:chosen wagtailsnippetchoosers_cms_warningtopic:chosen_multiple
        recipient_chooser:choose recipient_chooser:choose_results
        recipient_chooser:chosen recipient_chooser:chosen_multiple
        guide guide_picture /admin/test404/
        wagtail_bulk_action
    """,
    EDITORS: """
        wagtailadmin_explore* wagtailadmin_pages:* wagtailadmin_reports:* wagtailadmin_api:pages:detail
        wagtailadmin_api:pages:find wagtailadmin_editing_sessions:ping
        simple_translation:submit_page_translation
        wagtaildocs:* wagtailimages:*
        wagtaildocs_chooser:* wagtailimages_chooser:*
        campaigns_recipient_modeladmin_create recipient_chooser:create
        campaigns_district_modeladmin_index campaigns_district_modeladmin_inspect campaigns_district_modeladmin_history
        offset_entries:index offset_entries:index_results offset_entries:add offset_entries:inspect
        offset_entries:history offset_entries:history_results
        launch_similar_campaign compare_languages rehearse_campaign send_me review_links
        test_run test_run_thank_you test_run_recipients
    """,
    EDITORS | OFFICERS: """
        campaigns_recipient_modeladmin_index campaigns_recipient_modeladmin_inspect
        campaigns_recipient_modeladmin_history
        campaign_states:index campaign_states:index_results campaign_results export_results
        unplaced_codes unplaced_codes_results directory_health directory_health_results
    """,
    PUBLISHERS: """
        wagtailadmin_api:pages:action
        wagtailadmin_pages:delete wagtailadmin_pages:unpublish wagtailadmin_pages:move
        wagtailadmin_pages:set_page_position wagtailadmin_pages:set_privacy wagtailadmin_pages:lock
        wagtailadmin_pages:unlock wagtailadmin_pages:revisions_unschedule
        wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results
    """,
    APPROVERS: """
        wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data
        wagtailadmin_pages:workflow_preview
    """,
    LEADERS: """
        campaign_states:edit campaign_states:history campaign_states:history_results campaign_states:usage
        switch_campaign
        campaigns_recipient_modeladmin_edit campaigns_recipient_modeladmin_delete readdress_letters
        campaigns_district_modeladmin_edit
        legislature:index legislature:index_results legislature:edit legislature:history legislature:history_results
        legislature:usage
        campaigns_delivery_modeladmin_decide
        wagtailsnippets_cms_warningtopic:* wagtailsnippetchoosers_cms_warningtopic:create
    """,
    WATCHERS: """
        campaigns_delivery_modeladmin_index campaigns_delivery_modeladmin_inspect campaigns_delivery_modeladmin_history
        to_do sending_report
    """,
    OFFICERS: """
        campaigns_letter_modeladmin_index campaigns_letter_modeladmin_inspect campaigns_letter_modeladmin_history
        campaigns_notice_modeladmin_index campaigns_notice_modeladmin_inspect campaigns_notice_modeladmin_history
        campaigns_notice_modeladmin_decide
        export_letters person
    """,
    OFFICERS | RUNNERS: """
        audit audit_results
        invalid_letters
        sender_rules:index sender_rules:index_results sender_rules:add sender_rules:edit sender_rules:delete
        sender_rules:history sender_rules:history_results sender_rules:usage
    """,
    SCRIPTS: """
        wagtailsnippets_cms_approvedscript:* wagtailsnippetchoosers_cms_approvedscript:create
    """,
    SCRIPTS | RUNNERS: """
        wagtailsnippets_cms_approvedscript:list wagtailsnippets_cms_approvedscript:list_results
    """,
    SCRIPTS | LEADERS: """
        wagtailsnippets:index
    """,
    RUNNERS: """
        wagtailadmin_collections:* wagtailadmin_workflows:* wagtailsites:* wagtailusers_users:* wagtailusers_groups:*
        wagtaillocales:* wagtailredirects:*
        wagtailsettings:edit(app_name,model_name,pk)
        start_lane
    """,
    # Not there for anybody: what is never edited or has no such page, what the test's scene has none of (a third
    # language, a provider’s secret, a token for monitoring), and uploads of somebody else.
    NOBODY: """
        campaigns_letter_modeladmin_create campaigns_letter_modeladmin_edit campaigns_letter_modeladmin_delete
        campaigns_delivery_modeladmin_create campaigns_delivery_modeladmin_edit campaigns_delivery_modeladmin_delete
        campaigns_notice_modeladmin_create campaigns_notice_modeladmin_edit campaigns_notice_modeladmin_delete
        campaigns_district_modeladmin_create campaigns_district_modeladmin_delete
        campaign_states:add campaign_states:delete legislature:add legislature:delete
        offset_entries:edit offset_entries:delete offset_entries:usage
        wagtailadmin_pages:copy wagtailadmin_pages:convert_alias wagtailsettings:preview_on_edit
        simple_translation:submit_snippet_translation wagtaillocales:add
        wagtailimages:url_generator wagtailimages:url_generator_output
        wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
        wagtailcore_login front_login mfa_deactivate_totp mfa_view_recovery_codes mfa_download_recovery_codes
        wagtailadmin_block_preview
        metrics webhook inbox_mail /anymail/ /^api/ /admin/^.*/$ /^media/documents/ /^media/(?P<path>.*)$
    """,
}

# Where it is not for those who may look.
POSTS = {
    PUBLISHERS: "wagtailadmin_pages:move_confirm",
    # The one leads to the login, which is what it is for; the other names no page that were in line.
    NOBODY: "wagtailadmin_logout compare_languages",
}


def who_may(method: str, name: str) -> frozenset[str] | None:
    """None where the table says nothing about this address."""
    for listed in ([POSTS] if method == "post" else []) + [LOOKS]:
        entries = {entry: who for who, entries in listed.items() for entry in entries.split()}
        if name in entries:
            return entries[name]
        families = [entry for entry in entries if entry.endswith("*") and name.startswith(entry[:-1])]
        if families:
            return entries[max(families, key=len)]
    return None
